using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;

namespace Signaling.Core.Tests.Nodes;

/// <summary>What a gateway does with what comes for connections, and says of them.</summary>
public sealed class GatewayNodeTests
{
    private const long Now = 1_000;

    private static readonly NodeAddress ToAlice = NodeAddress.OfPeer("room", "alice");
    private static readonly Member Alice = new() { PeerId = "alice", Instance = "page", JoinOrder = 1, Acks = true };

    private readonly GatewayNode _node = new("east", epoch: 5, new Limits());
    private readonly Dictionary<NodeAddress, long> _numbers = [];

    [Fact]
    public void AGapInWhatAClientIsGiven_MakesItResume()
    {
        Join(1);
        Tell(ToAlice, Event(1, EventKind.PeerJoined, seq: 1));
        Tell(ToAlice, Event(1, EventKind.PeerJoined, seq: 3));

        Assert.Equal([EventKind.ExistingPeers, EventKind.PeerJoined, EventKind.Close], Told());
        Assert.Contains(Sent(ToAlice), item => item is SessionItem.Disconnect { How: Disconnection.Lost });
    }

    [Fact]
    public void AClientThatMoved_MayHaveMoreThanItSaidHere()
    {
        _node.Resume(1, "room", new ResumeRequest(Alice, Seen: 3), Now);
        Tell(ToAlice, Welcome(1, EventKind.Resumed, recovered: true, seen: 5));
        Tell(ToAlice, Event(1, EventKind.PeerJoined, seq: 6));
        Tell(ToAlice, Event(1, EventKind.PeerJoined, seq: 8));

        Assert.Equal([EventKind.Resumed, EventKind.PeerJoined, EventKind.Close], Told());
    }

    [Fact]
    public void ASecondAnswerToAJoin_MakesItResumeAnew()
    {
        Join(1);
        Tell(ToAlice, Welcome(1, EventKind.ExistingPeers));

        Assert.Contains(Sent(ToAlice), item => item is SessionItem.Disconnect { How: Disconnection.Confused });
    }

    [Fact]
    public void WhatComesForAConnectionThatIsGone_IsSaidInTheAnswer_AlsoTheSecondTime()
    {
        Join(1);
        _node.Disconnect(1, Disconnection.Lost);
        var batch = new Batch<NodeItem>(9, 5, 2, [Event(1, EventKind.Signal, seq: 0)]);

        Assert.Equal([1L], _node.Take(ToAlice, batch, Now).Gone);
        Assert.Equal([1L], _node.Take(ToAlice, batch, Now).Gone);
        Assert.Null(_node.Take(ToAlice, new Batch<NodeItem>(9, 5, 3, [new ProbeItem()]), Now).Gone);
    }

    [Fact]
    public void AnAnnouncement_NamesTheLowestNumberThatNoResumeHasResolved()
    {
        Join(1);
        for (var number = 1; number <= 4; number++) _node.Send(1, new Signal { Kind = SignalKind.Message, Number = number }, "bob");
        Tell(ToAlice, Welcome(1, EventKind.Resumed, recovered: true, resolvedTo: 3));
        Tell(NodeAddress.OfRoom("room"), new UnknownPeersItem("room", ["alice"]));

        Assert.Equal(4, Sent(ToAlice).OfType<SessionItem.Announce>().Single().ResendFrom);
    }

    [Fact]
    public void AConnectionThatItsPageHasLeft_IsNotAnnounced()
    {
        Join(1);
        _node.Resume(2, "room", new ResumeRequest(Alice, 0), Now);
        Tell(NodeAddress.OfRoom("room"), new UnknownPeersItem("room", ["alice"]));

        Assert.DoesNotContain(Sent(ToAlice), item => item is SessionItem.Announce);
    }

    [Fact]
    public void TheActorOfAClientWithUnresolvedNumbers_IsAskedWhetherItIsStillThere()
    {
        Join(1);
        _node.Tick(Now + 10_000);
        Assert.Empty(Sent(ToAlice));
        _node.Send(1, new Signal { Kind = SignalKind.Message, Number = 1 }, "bob");
        Sent(ToAlice);

        _node.Tick(Now + 20_000);

        Assert.IsType<ProbeItem>(Assert.Single(Sent(ToAlice)));
    }

    [Fact]
    public void ANumberTooFarFromTheFirstWithoutAnOutcome_IsRefused_AndCostsNothing()
    {
        Join(1);
        Told();
        Assert.True(_node.Send(1, new Signal { Kind = SignalKind.Message, Number = 1 }, "bob"));

        foreach (var number in (long[])[1L << 27, 1L << 31, 1L << 52])
        {
            Assert.False(_node.Send(1, new Signal { Kind = SignalKind.Message, Number = number }, "bob"));
            Assert.Equal([EventKind.Error], Told());
        }

        Assert.True(_node.Send(1, new Signal { Kind = SignalKind.Message, Number = 2 }, "bob"));
    }

    [Fact]
    public void ThoseThatNoClientNeedsAnyMore_AreForgotten_AndNumbersOfBatchesGoOn()
    {
        Join(1);
        _node.Join(2, "elsewhere", new JoinRequest(Alice), Now); // so that time goes on
        var first = _node.ReadyLinks().Single().TryBegin(out var batch) ? batch.Number : 0;
        _node.Disconnect(1, Disconnection.Lost);
        Sent(ToAlice);
        Assert.True(_node.Knows(ToAlice));

        _node.Tick(Now + 10_000);
        Assert.True(_node.Knows(ToAlice)); // an older making of hers may speak still
        _node.Tick(Now + 10_000 + GatewayNode.StrangersMs);
        Assert.False(_node.Knows(ToAlice));

        _node.Join(3, "room", new JoinRequest(Alice), Now);
        Assert.True(_node.ReadyLinks().Single(link => link.To == ToAlice).TryBegin(out var again));
        Assert.True(again.Number > first, "it would pass for a repeat");
    }

    private void Join(long session)
    {
        _node.Join(session, "room", new JoinRequest(Alice), Now);
        Sent(ToAlice);
        Tell(ToAlice, Welcome(session, EventKind.ExistingPeers));
    }

    private static DeliveryItem Welcome(long session, EventKind kind, bool recovered = false, long resolvedTo = 0, long seen = 0) =>
        new(session, new ClientEvent { Kind = kind, View = new RoomView("room", "epoch", Alice, [], 0), Flag = recovered, Number = resolvedTo, Seen = seen });

    private static DeliveryItem Event(long session, EventKind kind, long seq) => new(session, new ClientEvent { Kind = kind, Seq = seq });

    private void Tell(NodeAddress from, NodeItem item)
    {
        var number = _numbers[from] = _numbers.GetValueOrDefault(from) + 1;
        Assert.Equal(BatchFate.Taken, _node.Take(from, new Batch<NodeItem>(9, 5, number, [item]), Now).Fate);
    }

    private List<EventKind> Told()
    {
        List<EventKind> told = [];
        while (_node.Events.TryDequeue(out var item)) told.Add(item.Event.Kind);
        return told;
    }

    private List<NodeItem> Sent(NodeAddress to)
    {
        List<NodeItem> sent = [];
        while (_node.ReadyLinks().SingleOrDefault(link => link.To == to) is { } link && link.TryBegin(out var batch))
        {
            sent.AddRange(batch.Items);
            link.Answer(batch.Number, new BatchReply(BatchFate.Taken, 9), Now);
        }

        return sent;
    }
}
