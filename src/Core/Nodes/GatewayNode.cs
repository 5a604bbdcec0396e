using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;

namespace Signaling.Core.Nodes;

/// <summary>
/// A gateway as an actor: hands what its clients want to their peers' actors, and what those tell to the clients. What it knows of a client -
/// who it is, which numbers have no outcome - can be had again from the client; it says so anew when a peer's actor or a room was lost.
/// </summary>
public sealed partial class GatewayNode(string gateway, long epoch, Limits limits) : Node(NodeAddress.OfGateway(gateway), epoch)
{
    private readonly Dictionary<long, GatewaySession> _sessions = [];
    private readonly Dictionary<string, HashSet<GatewaySession>> _byRoom = [];
    private readonly HashSet<string> _silentRooms = []; // have not answered yet: one that is lost before is not missed
    private List<long>? _gone;

    /// <summary>What clients are to be told, in order.</summary>
    public Queue<DeliveryItem> Events { get; } = new();

    /// <summary>The rooms of its clients.</summary>
    public IEnumerable<string> Rooms => _byRoom.Keys;

    /// <summary>Rooms that it has met, or that were made anew: whoever keeps tombstones tells them, and takes the names away.</summary>
    public HashSet<string> NewRooms { get; } = [];

    public void Join(long session, string room, JoinRequest request, long now) =>
        Open(new GatewaySession(session, room, request.Member.PeerId, new SessionItem.Join(session, request), limits.UnresolvedMessages), now);

    public void Resume(long session, string room, ResumeRequest request, long now) =>
        Open(new GatewaySession(session, room, request.Member.PeerId, new SessionItem.Resume(session, request), limits.UnresolvedMessages), now);

    /// <summary>False when too much waits for the client's actor: nothing was taken, the client is told when to try again.</summary>
    public bool Send(long session, in Signal signal, string? target)
    {
        if (Find(session) is not { } seat) return false;
        if (WaitingFor(seat.Peer) >= limits.UnresolvedMessages || !seat.Sent(signal.Number))
        {
            Events.Enqueue(new DeliveryItem(session, new ClientEvent
            {
                Kind = EventKind.Error, Code = Reasons.TooManyUnresolved, Number = signal.Number, RetryAfterMs = Limits.UnresolvedRetryMs,
            }));
            return false;
        }

        Send(seat.Peer, new SessionItem.Send(session, signal, target));
        return true;
    }

    public void Acknowledge(long session, long seen) => Forward(session, new SessionItem.Acknowledge(session, seen));

    public void Update(long session, ReadOnlyMemory<byte> data)
    {
        Find(session)?.Updated(data);
        Forward(session, new SessionItem.Update(session, data));
    }

    public void Leave(long session) => Forward(session, new SessionItem.Leave(session));

    public void Authorize(long session, Rights rights, long until)
    {
        Find(session)?.Authorized(rights, until);
        Forward(session, new SessionItem.Authorize(session, rights, until));
    }

    /// <summary>The client's connection is gone.</summary>
    public void Disconnect(long session, Disconnection how)
    {
        if (Find(session) is not { } seat) return;
        Send(seat.Peer, new SessionItem.Disconnect(session, how));
        Close(seat);
    }

    protected override void Handle(NodeAddress from, NodeItem item, long now)
    {
        switch (item)
        {
            case DeliveryItem { Event: { Kind: EventKind.ExistingPeers, Seq: 0 } or { Kind: EventKind.Resumed, Flag: false } } delivery
                when Find(delivery.Session) is { Member.Acks: true } seat && seat.Peer == from:
                Drop(seat, Disconnection.Confused); // it was answered before, by a making that was lost: what it acknowledges now could mean either
                break;
            case DeliveryItem delivery when Find(delivery.Session) is { } seat && seat.Peer == from && delivery.Event.Seq > seat.LastSeq + 1:
                Drop(seat, Disconnection.Lost); // what is between was given up, when this gateway seemed to be gone
                break;
            case DeliveryItem delivery when Find(delivery.Session) is { } seat && seat.Peer == from:
                seat.Told(delivery.Event);
                Events.Enqueue(delivery);
                if (delivery.Event.Kind == EventKind.Close) Close(seat);
                break;
            case DeliveryItem { Event: { Kind: EventKind.Signal, Seq: 0 } } late: (_gone ??= []).Add(late.Session); break;
            case DeliveryItem: break; // for a connection that is gone; its peer has been told
            case UnknownPeersItem unknown: AnnounceUnknown(unknown); break;
            case ProbeItem: break;
            default: throw new InvalidOperationException($"A gateway takes no {item.GetType().Name}.");
        }
    }

    protected override void AfterInput(long now)
    {
    }

    protected override IReadOnlyList<long>? TakeGone()
    {
        (var gone, _gone) = (_gone, null);
        return gone;
    }

    protected override void OnAnswered(NodeAddress to)
    {
        if (to.Kind == NodeKind.Room && _silentRooms.Remove(to.Room)) NewRooms.Add(to.Room);
    }

    private void Open(GatewaySession seat, long now)
    {
        _sessions.Add(seat.Id, seat);
        if (!_byRoom.TryGetValue(seat.Room, out var seats))
        {
            _byRoom[seat.Room] = seats = [];
            NewRooms.Add(seat.Room);
            _silentRooms.Add(seat.Room);
            _renewals.Enqueue((seat.Room, now + RenewalMs));
        }

        seats.Add(seat);
        _forgetAt = Math.Min(_forgetAt, now + RenewalMs);
        Send(seat.Peer, seat.Ask);
    }

    /// <summary>Only its client can say how far it is: it is made to resume.</summary>
    private void Drop(GatewaySession seat, Disconnection how)
    {
        Events.Enqueue(new DeliveryItem(seat.Id, new ClientEvent { Kind = EventKind.Close, Code = Reasons.StaleConnection }));
        Disconnect(seat.Id, how);
    }

    private void Close(GatewaySession seat)
    {
        _sessions.Remove(seat.Id);
        SeatsIn(seat.Room).Remove(seat);
    }

    private void Forward(long session, SessionItem item)
    {
        if (Find(session) is { } seat) Send(seat.Peer, item);
    }

    private GatewaySession? Find(long session) => _sessions.GetValueOrDefault(session);

    private HashSet<GatewaySession> SeatsIn(string room) => _byRoom.GetValueOrDefault(room) ?? [];
}
