using Signaling.Core.Messages;
using Signaling.Core.Peers;

namespace Signaling.Core.Nodes;

/// <summary>What a gateway knows of one client.</summary>
/// <param name="id">The connection.</param>
/// <param name="room">Its room.</param>
/// <param name="peerId">Its peer.</param>
/// <param name="ask">How it asked for its session; asked again when the peer's actor is lost before it answered.</param>
/// <param name="unresolvedMax">How many unresolved numbers its peer lets it have.</param>
internal sealed class GatewaySession(long id, string room, string peerId, SessionItem ask, int unresolvedMax)
{
    private static readonly Receivers Someone = new("");

    private readonly OutgoingWindow _numbers = new(2 * unresolvedMax, int.MaxValue); // its peer knows of outcomes before they are here

    public long Id { get; } = id;

    public string Room { get; } = room;

    public string PeerId { get; } = peerId;

    public NodeAddress Peer { get; } = NodeAddress.OfPeer(room, peerId);

    public SessionItem Ask { get; } = ask;

    /// <summary>Who the client is, once its peer has said so.</summary>
    public Member? Member { get; private set; }

    /// <summary>The client's lowest number without an outcome; 0 for none.</summary>
    public long LowestUnresolved => _numbers.UnresolvedCount == 0 ? 0 : _numbers.ResolvedTo + 1;

    /// <summary>The last number of the server that the client was given here, or said that it has.</summary>
    public long LastSeq { get; private set; } = ask is SessionItem.Resume { Request.Seen: var seen } ? seen : 0;

    /// <summary>The client has new presence data.</summary>
    public void Updated(ReadOnlyMemory<byte> data) => Member = Member is { } member ? member with { Data = data } : null;

    /// <summary>The client sends a number. False when it is too far from the first without an outcome.</summary>
    public bool Sent(long number) => number <= 0 || Member is not { Acks: true } || _numbers.Accept(number, Someone, 0) != Acceptance.TooMany;

    /// <summary>The client has other rights; it is announced with them.</summary>
    public void Authorized(Rights rights, long until)
    {
        if (Member is { } member) Member = member with { Rights = rights, GrantEnds = until };
    }

    /// <summary>The client is told something: perhaps who it is, or what became of its numbers.</summary>
    public void Told(in ClientEvent e)
    {
        if (e.View is { } view) Member = view.Self;
        if (e is { Kind: EventKind.ExistingPeers, Seq: 0 } or { Kind: EventKind.Resumed, Flag: false }) LastSeq = 0;
        LastSeq = Math.Max(LastSeq, Math.Max(e.Seq, e.Seen));
        if (e is { Kind: EventKind.Undelivered, Flag: true }) _numbers.Resolve(e.Number, "");
        if (e.Kind == EventKind.Resumed) ResolveTo(e.Number);
        if (e.Acked is not { } acked) return;
        ResolveTo(acked.Seen);
        foreach (var (from, to) in acked.Also)
        {
            for (var number = from; number <= to; number++) _numbers.Resolve(number, "");
        }
    }

    private void ResolveTo(long seen)
    {
        for (var number = _numbers.ResolvedTo + 1; number <= seen && number <= _numbers.Highest; number++) _numbers.Resolve(number, "");
    }
}
