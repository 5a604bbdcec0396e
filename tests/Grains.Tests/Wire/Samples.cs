using System.Text;
using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Grains.Tests.Wire;

/// <summary>One or more of everything that travels between actors.</summary>
internal static class Samples
{
    /// <summary>As it travels with a message: without identity and presence data.</summary>
    public static readonly Member Sender = new()
    {
        PeerId = "älice", Instance = "page-1", JoinOrder = 1_790_000_000_000, Version = 1L << 50, Acks = true, CanRollBack = false,
    };

    public static readonly Member Full = Sender with { Identity = "user@example", Data = Bytes("{\"name\":\"Alice\"}"), Suspended = true, Unlisted = true, NewcomersOffer = true, OthersOffer = true, CanRollBack = true };

    public static readonly Signal Offer = new()
    {
        Kind = SignalKind.Offer, Number = 7, Connection = "camera", Negotiation = 3, TargetInstance = "page-2", Ufrag = "uf", IsDescribed = true, PatienceMs = 5_000, AppliedNumber = 2,
        Payload = Bytes("{\"sdp\":\"v=0\"}"),
    };

    private static readonly Signal Bare = new() { Kind = SignalKind.Message };

    public static IEnumerable<NodeItem> All() => Sessions().Concat(Deliveries()).Concat(BetweenActors());

    private static IEnumerable<NodeItem> Sessions() =>
    [
        new SessionItem.Join(1, new JoinRequest(Full, "page-0")),
        new SessionItem.Join(long.MaxValue, new JoinRequest(Sender)),
        new SessionItem.Resume(2, new ResumeRequest(Full, 99)),
        new SessionItem.Announce(3, Full, 5, 17),
        new SessionItem.Send(4, Offer, "bob"),
        new SessionItem.Send(4, Bare, null),
        new SessionItem.Acknowledge(5, 1_000),
        new SessionItem.Update(6, Bytes("{}")),
        new SessionItem.Leave(7),
        new SessionItem.Authorize(7, Rights.Join | Rights.Moderate, 5),
        new SessionItem.Resume(2, new ResumeRequest(Full with { Rights = Rights.Join, GrantEnds = 1_790_000_000_000 }, 99, HasToken: true)),
        new SessionItem.Disconnect(8, Disconnection.Lost),
        new SessionItem.Disconnect(8, Disconnection.PageGone),
    ];

    private static IEnumerable<NodeItem> Deliveries()
    {
        var view = new RoomView("room", "epoch", Full, [Full, Sender], 500);
        yield return Told(new ClientEvent { Kind = EventKind.ExistingPeers, View = view });
        yield return Told(new ClientEvent { Kind = EventKind.ExistingPeers, Seq = 9, View = view with { Peers = [] } });
        yield return Told(new ClientEvent { Kind = EventKind.Resumed, View = view, Flag = true, Number = 44, Seen = 12, WasThere = true });
        foreach (var kind in Enum.GetValues<EventKind>().Where(kind => kind is >= EventKind.PeerJoined and <= EventKind.PeerLeft))
        {
            yield return Told(new ClientEvent { Kind = kind, Seq = 3, Peer = Full, Polite = true, Code = kind == EventKind.PeerLeft ? Reasons.WindowEnded : null });
        }

        yield return Told(new ClientEvent { Kind = EventKind.Signal, Seq = 4, Peer = Sender, Signal = Offer, Polite = true });
        yield return Told(new ClientEvent { Kind = EventKind.Signal, Peer = Sender, Signal = Bare });
        yield return Told(new ClientEvent { Kind = EventKind.Ack, Acked = new AckRanges(5, [(7, 9), (11, 11)]) });
        yield return Told(new ClientEvent { Kind = EventKind.Ack, Acked = new AckRanges(0, []) });
        yield return Told(new ClientEvent { Kind = EventKind.Undelivered, Number = 3, Target = "bob", Code = Reasons.Expired });
        yield return Told(new ClientEvent { Kind = EventKind.Glare, Target = "bob", Negotiation = 2, Number = 8, Connection = "", Flag = true });
        yield return Told(new ClientEvent { Kind = EventKind.Error, Code = Reasons.TooManyUnresolved, Number = 1, RetryAfterMs = 1_000 });
        yield return Told(new ClientEvent { Kind = EventKind.Close, Code = Reasons.Goodbye });
    }

    private static IEnumerable<NodeItem> BetweenActors() =>
    [
        new LetterItem(new Letter { To = "bob", From = Sender, Signal = Offer, InGlare = true }),
        new LetterItem(new Letter { To = "bob", Instance = "page-1", Number = 3, Code = Reasons.PeerReset, Receiver = "alice" }),
        new LetterItem(new Letter { To = "bob", Instance = "page-1", Number = 3, Receiver = "alice" }),
        new RequestItem(new RoomRequest.Join(Full, true, "page-0"), "gateway"),
        new RequestItem(new RoomRequest.Restore(Full), null),
        new RequestItem(new RoomRequest.Suspend("alice", 60_000, Reasons.WindowEnded), "gateway"),
        new RequestItem(new RoomRequest.Resume("alice"), "gateway", "page-1"),
        new RequestItem(new RoomRequest.Leave("alice", Reasons.Left), "gateway"),
        new RequestItem(new RoomRequest.Inquire("alice"), null),
        new RequestItem(new RoomRequest.Update("alice", Bytes("[1]")), "gateway"),
        new RequestItem(new RoomRequest.Authorize("alice", Rights.Speak, 5), "gateway"),
        new NoticeItem(new RoomNotice.Admitted(Full, Admission.Restored), 12, new RosterImage("epoch", 5, 6, 7, [Full, Sender])),
        new NoticeItem(new RoomNotice.Refused(Reasons.RoomFull, "instance"), 12, null),
        new NoticeItem(new RoomNotice.Ended(Full, Reasons.Left), 12, null),
        new NoticeItem(new RoomNotice.SelfChanged(Full), 12, null),
        new NoticeItem(new RoomNotice.Presence(EventKind.PeerLeft, Full, Reasons.Left), 12, null),
        new NoticeItem(new RoomNotice.Presence(EventKind.PeerUpdated, Full), 12, null),
        new NoticeItem(new RoomNotice.GatewayLost("gateway"), 12, null),
        new NoticeItem(new RoomNotice.Settled(), 12, new RosterImage("", 0, 0, 0, [])),
        new RenewalItem(["alice", "bob"]),
        new RenewalItem([]),
        new UnknownPeersItem("room", ["alice"]),
        new ProbeItem(),
    ];

    private static DeliveryItem Told(in ClientEvent e) => new(77, e);

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
