using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Core.Tests.Nodes;

/// <summary>What a peer's actor makes of connections, gateways and rooms that are gone or were made again.</summary>
public sealed class PeerNodeLossTests
{
    private static readonly NodeAddress Room = NodeAddress.OfRoom("room");
    private static readonly NodeAddress East = NodeAddress.OfGateway("east");
    private static readonly NodeAddress ToBob = NodeAddress.OfPeer("room", "bob");
    private static readonly Member Bob = new() { PeerId = "bob", Instance = "bob-page", JoinOrder = 2, Acks = true };

    private readonly PeerNode _node = new("room", "alice", epoch: 9, new Limits());
    private readonly Dictionary<NodeAddress, long> _numbers = [];

    [Fact]
    public void WhatAGatewayHadNoConnectionFor_IsReported()
    {
        JoinAt(East, acks: false);
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Message, Number = 1, Payload = "1"u8.ToArray() }));
        Sent(East, gone: [1]);

        Assert.Equal(["1 server-lost"], Outcomes());
    }

    [Fact]
    public void WhatAGatewayHanded_IsDelivered()
    {
        JoinAt(East, acks: false);
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Message, Number = 1, Payload = "1"u8.ToArray() }));
        Sent(East, gone: [7]);

        Assert.Equal(["1 "], Outcomes());
    }

    /// <summary>Its answer may be lost although it handed on what it had; and it may be gone.</summary>
    [Fact]
    public void WhatAnEarlierGatewayOwesAWordFor_IsTriedAFewTimes_AndThenReported()
    {
        JoinAt(East, acks: false);
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Message, Number = 1, Payload = "1"u8.ToArray() }));
        Tell(NodeAddress.OfGateway("west"), new SessionItem.Resume(7, new ResumeRequest(Alice(acks: false), 0)));
        for (var tries = 0; tries < 5; tries++)
        {
            Assert.Empty(Outcomes());
            var toEast = _node.ReadyLinks().Single(link => link.To == East);
            Assert.True(toEast.TryBegin(out _));
            toEast.Fail();
        }

        Assert.Equal(0, _node.WakeAt);
        _node.Tick(200);
        Assert.Equal(["1 server-lost"], Outcomes());
    }

    [Fact]
    public void ACandidateOfADescriptionThatWasNotHanded_DoesNotFollowIt()
    {
        JoinAt(East, acks: false);
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Offer, Number = 1, Negotiation = 1, Payload = """{"sdp":"v=0\r\na=ice-ufrag:U1\r\n"}"""u8.ToArray() }));
        Sent(East, gone: [1]);
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Candidate, Number = 2, Ufrag = "U1", Payload = "1"u8.ToArray() }));

        Assert.Equal(["1 server-lost", "2 "], Outcomes());
        Assert.Empty(Sent(East));
    }

    [Fact]
    public void ALetterForAPageThatIsBeingAdmitted_WaitsForThat()
    {
        JoinAt(East, acks: true);
        var next = Alice(acks: true) with { Instance = "next", JoinOrder = 3 };
        Tell(East, new SessionItem.Join(2, new JoinRequest(next, "page")));
        var letter = FromBob(new Signal { Kind = SignalKind.Message, Number = 1, TargetInstance = "next", Payload = "1"u8.ToArray() });

        Assert.Equal(BatchFate.NotYet, Take(ToBob, 1, letter));
        Tell(Room, new NoticeItem(new RoomNotice.Admitted(next, Admission.Reset), 2, new RosterImage("epoch", 0, 0, 1, [Bob, next])));
        Assert.Equal(BatchFate.Taken, Take(ToBob, 1, letter));
        Assert.Contains(Sent(East), e => e is { Kind: EventKind.Signal, Seq: 1 });
    }

    [Fact]
    public void ALetterOfOneWhoHasGone_IsAnswered()
    {
        JoinAt(East, acks: true);
        Tell(ToBob, new LetterItem(new Letter { To = "alice", From = Bob with { Instance = "earlier" }, Signal = new Signal { Kind = SignalKind.Message, Number = 4 } }));

        Assert.Equal(["4 peer-left"], Outcomes());
    }

    [Fact]
    public void WhatCameWhileTheConnectionSeemedGone_IsAskedFor()
    {
        JoinAt(East, acks: true);
        Say(1);
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("east"), 2, null));
        Say(2);
        Tell(East, new SessionItem.Announce(1, Alice(acks: true), ResendFrom: 1, LastSeq: 0));
        Sent(East);
        Sent(ToBob);
        Tell(ToBob, new LetterItem(new Letter { To = "alice", Instance = "page", Number = 1, Receiver = "bob" }));
        Say(3);

        Assert.Contains(Sent(East), e => e is { Kind: EventKind.Error, Number: 2 } && e.Code == Reasons.ServerLost);
        Assert.Empty(Sent(ToBob));
    }

    [Fact]
    public void WhatIsWaitedForInVain_IsAskedForAgain()
    {
        JoinAt(East, acks: true);
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("east"), 2, null));
        Tell(East, new SessionItem.Announce(1, Alice(acks: true), ResendFrom: 2, LastSeq: 0));
        Say(5);
        Sent(East);

        _node.Tick(100 + 5_000);

        Assert.Contains(Sent(East), e => e is { Kind: EventKind.Error, Number: 2 } && e.Code == Reasons.ServerLost);
    }

    [Fact]
    public void AnAnnouncementOfAConnectionThatAnotherOneTookOverFrom_IsRefused()
    {
        JoinAt(East, acks: true);
        Tell(NodeAddress.OfGateway("west"), new SessionItem.Resume(7, new ResumeRequest(Alice(acks: true), 0)));
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("west"), 2, null));
        Sent(East);
        Tell(East, new SessionItem.Announce(1, Alice(acks: true), ResendFrom: 0, LastSeq: 0));

        Assert.Equal(["stale-connection", "stale-connection"], Sent(East).Select(e => e.Code?.Name));
    }

    [Fact]
    public void WhatHadComeForThePageBefore_IsNotTakenForTheNextOne_WhenItComesAgain()
    {
        JoinAt(East, acks: true);
        var letter = FromBob(new Signal { Kind = SignalKind.Message, Number = 1, Payload = "1"u8.ToArray() });
        Tell(ToBob, letter);
        var next = Alice(acks: true) with { Instance = "next", JoinOrder = 3 };
        Tell(East, new SessionItem.Join(2, new JoinRequest(next, "page")));
        Tell(Room, new NoticeItem(new RoomNotice.Admitted(next, Admission.Reset), 2, new RosterImage("epoch", 0, 0, 1, [Bob, next])));
        Sent(East);
        Tell(ToBob, letter);

        Assert.Equal(["1 peer-reset", "1 peer-reset"], Outcomes());
        Assert.Empty(Sent(East));
    }

    /// <summary>The room may let a page in that is gone: what others sent to it meanwhile is for it.</summary>
    [Fact]
    public void ALetterForAPageThatIsBeingAdmitted_WaitsForThat_AlsoWhenThatPageIsGone()
    {
        JoinAt(East, acks: true);
        var next = Alice(acks: true) with { Instance = "next", JoinOrder = 3 };
        Tell(East, new SessionItem.Join(2, new JoinRequest(next, "page")));
        Tell(East, new SessionItem.Disconnect(2, Disconnection.Lost));
        var letter = FromBob(new Signal { Kind = SignalKind.Message, Number = 1, TargetInstance = "next", Payload = "1"u8.ToArray() });

        Assert.Equal(BatchFate.NotYet, Take(ToBob, 1, letter));
        Tell(Room, new NoticeItem(new RoomNotice.Admitted(next, Admission.Reset), 2, new RosterImage("epoch", 0, 0, 1, [Bob, next])));
        Assert.Equal(BatchFate.Taken, Take(ToBob, 1, letter));
        Assert.Empty(Outcomes());
    }

    [Fact]
    public void ALetterForAPageThatWasRefused_DoesNotWait()
    {
        JoinAt(East, acks: true);
        Tell(East, new SessionItem.Join(2, new JoinRequest(Alice(acks: true) with { Instance = "next" }, "page")));
        Tell(East, new SessionItem.Disconnect(2, Disconnection.Lost));
        Tell(Room, new NoticeItem(new RoomNotice.Refused(Reasons.PeerIdTaken, "next"), 2, null));
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Message, Number = 1, TargetInstance = "next", Payload = "1"u8.ToArray() }));

        Assert.Equal(["1 peer-reset"], Outcomes());
    }

    /// <summary>It had its answer there, and the connection has not broken: it is not told again that its session is lost.</summary>
    [Fact]
    public void AConnectionThatOnlySeemedGone_GoesOnUnderItsNumbers()
    {
        RestoreAt(East);
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("east"), 3, null));
        Tell(East, new SessionItem.Announce(2, Alice(acks: true), ResendFrom: 0, LastSeq: 0));

        Assert.True(Sent(East).Single(e => e.Kind == EventKind.Resumed).Flag);
    }

    [Fact]
    public void AClientThatSpokeWhileItsConnectionSeemedGone_KnowsItsNumbers()
    {
        RestoreAt(East);
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("east"), 3, null));
        Tell(East, new SessionItem.Send(2, new Signal { Kind = SignalKind.Message, Number = 1 }, "bob"));
        Tell(East, new SessionItem.Disconnect(2, Disconnection.Lost));
        Tell(East, new SessionItem.Resume(3, new ResumeRequest(Alice(acks: true), 0)));

        Assert.True(Sent(East).Single(e => e.Kind == EventKind.Resumed).Flag);
    }

    [Fact]
    public void AClientThatHasNotSpokenSinceItsNumbersBeganAnew_MayNotKnowThem()
    {
        RestoreAt(East);
        Tell(East, new SessionItem.Disconnect(2, Disconnection.Lost));
        Tell(East, new SessionItem.Resume(3, new ResumeRequest(Alice(acks: true), 0)));

        Assert.False(Sent(East).Single(e => e.Kind == EventKind.Resumed).Flag);
    }

    /// <summary>Numbers that went on for a connection that its page has left would be news to the one it has.</summary>
    [Fact]
    public void AnAnnouncementOfAConnectionFromBeforeTheOneThatWasWelcomed_IsRefused()
    {
        JoinAt(East, acks: true);
        Tell(ToBob, FromBob(new Signal { Kind = SignalKind.Message, Number = 1, Payload = "1"u8.ToArray() }));
        Say(1);
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("east"), 2, null));
        Sent(East);
        Tell(NodeAddress.OfGateway("west"), new SessionItem.Announce(7, Alice(acks: true), ResendFrom: 0, LastSeq: 5));
        Tell(East, new SessionItem.Resume(2, new ResumeRequest(Alice(acks: true), 0)));

        Assert.Equal(["stale-connection", "stale-connection"], Sent(NodeAddress.OfGateway("west")).Select(e => e.Code?.Name));
        var told = Sent(East);
        Assert.True(told.Single(e => e.Kind == EventKind.Resumed).Flag);
        Assert.Equal(1, told.Single(e => e.Kind == EventKind.Signal).Seq);
    }

    /// <summary>Another making had answered it there; what this one answered on a connection that is gone never came.</summary>
    [Fact]
    public void AClientThatWasAnsweredElsewhere_AndNeverSpokeHere_IsToldAllAnew()
    {
        JoinAt(East, acks: true);
        Tell(Room, new NoticeItem(new RoomNotice.GatewayLost("east"), 2, null));
        Tell(NodeAddress.OfGateway("west"), new SessionItem.Announce(7, Alice(acks: true), ResendFrom: 0, LastSeq: 0));
        Tell(East, new SessionItem.Resume(2, new ResumeRequest(Alice(acks: true), 0)));

        Assert.False(Sent(East).Single(e => e.Kind == EventKind.Resumed).Flag);
    }

    private static Member Alice(bool acks) => new() { PeerId = "alice", Instance = "page", JoinOrder = 1, Acks = acks };

    private static LetterItem FromBob(in Signal signal) => new(new Letter { To = "alice", From = Bob, Signal = signal });

    private void JoinAt(NodeAddress gateway, bool acks)
    {
        var alice = Alice(acks);
        Tell(gateway, new SessionItem.Join(1, new JoinRequest(alice)));
        Tell(Room, new NoticeItem(new RoomNotice.Admitted(alice, Admission.New), 1, new RosterImage("epoch", 0, 0, 1, [alice, Bob])));
        Sent(gateway);
    }

    /// <summary>Its client had a session before, of which nothing is known here.</summary>
    private void RestoreAt(NodeAddress gateway)
    {
        var alice = Alice(acks: true);
        Tell(gateway, new SessionItem.Resume(2, new ResumeRequest(alice, 4)));
        Tell(Room, new NoticeItem(new RoomNotice.Admitted(alice, Admission.Restored), 1, new RosterImage("epoch", 0, 0, 1, [alice, Bob])));
        Sent(gateway);
    }

    private void Say(long number) => Tell(East, new SessionItem.Send(1, new Signal { Kind = SignalKind.Message, Number = number, Payload = "1"u8.ToArray() }, "bob"));

    private void Tell(NodeAddress from, NodeItem item) => Assert.Equal(BatchFate.Taken, Take(from, _numbers[from] = _numbers.GetValueOrDefault(from) + 1, item));

    private BatchFate Take(NodeAddress from, long number, NodeItem item) => _node.Take(from, new Batch<NodeItem>(5, 0, number, [item]), now: 100).Fate;

    /// <summary>What goes to an actor, taken there.</summary>
    private List<ClientEvent> Sent(NodeAddress to, IReadOnlyList<long>? gone = null)
    {
        if (_node.ReadyLinks().SingleOrDefault(link => link.To == to) is not { } link || !link.TryBegin(out var batch)) return [];
        link.Answer(batch.Number, new BatchReply(BatchFate.Taken, 5, gone), now: 100);
        return [.. batch.Items.OfType<DeliveryItem>().Select(item => item.Event), .. batch.Items.OfType<LetterItem>().Select(item => new ClientEvent { Kind = EventKind.Signal })];
    }

    /// <summary>What Bob's actor is told of his numbers.</summary>
    private List<string> Outcomes()
    {
        List<string> outcomes = [];
        while (_node.ReadyLinks().SingleOrDefault(link => link.To == ToBob) is { } link && link.TryBegin(out var batch))
        {
            outcomes.AddRange(batch.Items.OfType<LetterItem>().Where(item => item.Letter.IsOutcome).Select(item => $"{item.Letter.Number} {item.Letter.Code?.Name}"));
            link.Answer(batch.Number, new BatchReply(BatchFate.Taken, 5), now: 100);
        }

        return outcomes;
    }
}
