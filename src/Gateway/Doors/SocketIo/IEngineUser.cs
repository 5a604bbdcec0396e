using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>What an Engine.IO session carries messages for. Messages and the end come one at a time.</summary>
internal interface IEngineUser : ITableEntry
{
    /// <summary>A text message, valid only during the call.</summary>
    void OnText(ReadOnlyMemory<byte> utf8);

    /// <summary>A binary message, valid only during the call.</summary>
    void OnBinary(ReadOnlyMemory<byte> data);

    /// <summary>The session is gone; called once. The code is as in <see cref="IConnection.OnClosed"/>.</summary>
    void OnClosed(int code);
}
