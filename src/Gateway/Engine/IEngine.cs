using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Gateway.Engine;

/// <summary>
/// Where rooms and peers live: in this process, or in the cluster. A client's calls come one at a time, from its connection; answers and
/// everything else come as events. Docs/engine.md states what every engine promises; tests/Engine.Conformance checks it.
/// </summary>
public interface IEngine
{
    /// <summary>Whether rooms go on when this process ends, so that its clients can resume at another.</summary>
    bool OutlivesProcess => false;

    /// <summary>Asks for a new session. The answer is an event: existing peers, or an error and a close.</summary>
    void Join(IClient client, string room, JoinRequest request);

    /// <summary>Asks for the session that was there before. The answer is an event: resumed, or an error and a close.</summary>
    void Resume(IClient client, string room, ResumeRequest request);

    /// <summary>Sends a message to a peer, or to all others when <paramref name="target"/> is empty. False when it was not consumed; an error event says why.</summary>
    bool Send(IClient client, in Signal signal, ReadOnlySpan<char> target);

    /// <summary>The client has everything up to this number of the server's.</summary>
    void Acknowledge(IClient client, long seen);

    /// <summary>New presence data; the memory must stay as it is.</summary>
    void Update(IClient client, ReadOnlyMemory<byte> data);

    /// <summary>The client has other rights from now on, until a time in milliseconds since 1970 (0: no end).</summary>
    void Authorize(IClient client, Rights rights, long until);

    /// <summary>The client leaves. Ends with a close event.</summary>
    void Leave(IClient client);

    /// <summary>The client's connection is gone. No event follows.</summary>
    void Disconnect(IClient client, Disconnection how);

    /// <summary>
    /// Puts a tombstone: whom it covers is removed from its room, wherever connected or suspended, and not let in until it ends. One that has
    /// ended lifts the earlier one. Returns those who were removed, once they are. The engine's tombstones must know it before.
    /// </summary>
    Task<IReadOnlyList<Removed>> BanAsync(Tombstone tombstone);
}

/// <summary>One connection's client, as an engine sees it.</summary>
public interface IClient : ISessionAddress
{
    /// <summary>What the engine keeps for this client; the engine's own.</summary>
    object? Seat { get; set; }

    /// <summary>Takes an event. Called with the room's lock held: it must neither block nor call the engine. The event's payload is valid only during the call.</summary>
    void Deliver(in ClientEvent e);

    /// <summary>After one or more events, with no lock held: what they became may be written out now.</summary>
    void Flush();
}
