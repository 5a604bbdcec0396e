namespace Signaling.Gateway.Connections;

/// <summary>A door's end of a connection. The transport calls <see cref="OnMessage"/> and <see cref="OnClosed"/> one at a time.</summary>
public interface IConnection : ITableEntry
{
    /// <summary>A text message, valid UTF-8, valid only during the call; at a door that is a stream, a piece of one.</summary>
    void OnMessage(ReadOnlyMemory<byte> utf8);

    /// <summary>A binary message.</summary>
    void OnBinary(ReadOnlyMemory<byte> data);

    /// <summary>Any sign of life, such as a pong.</summary>
    void OnAlive();

    /// <summary>The connection is gone. Called once, after the last message.</summary>
    /// <param name="code">The close code the client sent; 1005 for a close frame without one, 1006 for none.</param>
    void OnClosed(int code);

    /// <summary>The server has as many connections as it may have: say so and close. Called instead of everything else.</summary>
    void OnServerFull() => OnShutdown();

    /// <summary>What a client that does not read is sent before the close frame, by protocols whose clients do not look at its code. May be asked from any thread.</summary>
    ReadOnlyMemory<byte> WordsForSlow => default;
}
