using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Sessions;

/// <summary>What a door does with what its client is told.</summary>
public interface IClientSink
{
    /// <summary>Encodes and queues. Called with a lock held: must not block or call back.</summary>
    void Tell(in ClientEvent e);

    /// <summary>Writes out what was queued.</summary>
    void Flush();

    /// <summary>Asks the client for a sign of life.</summary>
    void Ping();

    /// <summary>Ends the connection after what was queued.</summary>
    void Close(Code code);
}
