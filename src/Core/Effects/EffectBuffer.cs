using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Effects;

/// <summary>A session's place in the shell: kept and compared by the core, never called.</summary>
public interface ISessionAddress
{
    /// <summary>The gateway where the session is; null in one process.</summary>
    string? Gateway => null;
}

/// <summary>An event for the client of a session.</summary>
public readonly record struct Delivery(ISessionAddress Session, ClientEvent Event);

/// <summary>A notice for one peer, or for all but one.</summary>
/// <param name="To">The peer; null for all members.</param>
/// <param name="Except">Where it is for all: who does not get it.</param>
/// <param name="Notice">The notice.</param>
public readonly record struct PeerNotice(string? To, string? Except, RoomNotice Notice);

/// <summary>The queues of an <see cref="EffectBuffer"/>. Empty between calls, so that many rooms can take turns with one set.</summary>
public sealed class EffectQueues
{
    public Queue<Delivery> Deliveries { get; } = new();

    public Queue<Letter> Letters { get; } = new();

    public Queue<RoomRequest> Requests { get; } = new();

    public Queue<PeerNotice> Notices { get; } = new();

    /// <summary>
    /// What is used again after a delivery was handed out and acknowledged. Null where deliveries are kept longer than the call that made them.
    /// </summary>
    internal Peers.Spares? Spares { get; private init; }

    /// <summary>Queues of a shell that hands out, or copies, every delivery before the next call.</summary>
    public static EffectQueues WithSpares() => new() { Spares = new Peers.Spares() };
}

/// <summary>
/// What the machines of a room want done, in four queues. The shell drains them after every input: letters, requests and notices go
/// to their machines (which may append more), deliveries to the sockets, each queue in order. Payloads in it are valid until the drain ends.
/// </summary>
public sealed class EffectBuffer
{
    /// <summary>Where effects go. The in-process engine lends a set for each call, so that idle rooms hold no queues.</summary>
    public required EffectQueues? Queues { private get; set; }

    /// <summary>The queues that are lent now.</summary>
    public EffectQueues Lent => Queues ?? throw new InvalidOperationException("A room was called without effect queues.");

    internal Peers.Spares? Spares => Lent.Spares;

    public void ToClient(ISessionAddress session, in ClientEvent e) => Lent.Deliveries.Enqueue(new Delivery(session, e));

    public void ToPeer(in Letter letter) => Lent.Letters.Enqueue(letter);

    public void ToRoom(RoomRequest request) => Lent.Requests.Enqueue(request);

    public void Notify(string peerId, RoomNotice notice) => Lent.Notices.Enqueue(new PeerNotice(peerId, null, notice));

    public void NotifyOthers(string except, RoomNotice notice) => Lent.Notices.Enqueue(new PeerNotice(null, except, notice));
}
