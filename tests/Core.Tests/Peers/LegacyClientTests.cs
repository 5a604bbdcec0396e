using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>Clients that do not acknowledge: at most once, and the sender is told.</summary>
public sealed class LegacyClientTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Sender_IsNumberedByTheServer()
    {
        var (a, b) = (_desk.Join("a", acks: false), _desk.Join("b"));
        b.Take();
        a.MessageAs(0, "m1", "b");
        a.MessageAs(0, "m2", "b");

        Assert.Equal(["message a 1 m1", "message a 2 m2"], b.TakeAndAck());
        _desk.Pass(1_000);
        Assert.DoesNotContain(a.Take(), e => e.StartsWith("ack", StringComparison.Ordinal));
    }

    [Fact]
    public void Sender_IsToldWhatWasNotDelivered()
    {
        var a = _desk.Join("a", acks: false);
        a.Take();
        a.MessageAs(0, "m1", "nobody");
        _desk.Pass(30_000);

        Assert.Equal(["undelivered 1 nobody expired"], a.Take());
    }

    [Fact]
    public void Receiver_HandedToTheSocketIsDelivered()
    {
        var (a, b) = (_desk.Join("a"), _desk.Join("b", acks: false));
        a.Take();
        a.Message("m1", "b");
        _desk.Pass(200);

        Assert.Equal(["ack 1"], a.Take());
        Assert.Equal(["existing [a]", "message a 1 m1"], b.Take());
        Assert.Equal(0, b.Seq);
    }

    [Fact]
    public void Receiver_WhileSuspended_WhatWaitsComesOnce()
    {
        var (a, b) = (_desk.Join("a"), _desk.Join("b", acks: false));
        a.Take();
        b.Take();
        b.Cut();
        a.Message("m1", "b");
        b.Resume();
        Assert.Contains("message a 1 m1", b.Take());
        b.Cut();
        b.Resume();
        Assert.DoesNotContain("message a 1 m1", b.Take());

        _desk.Pass(200);
        Assert.Contains("ack 1", a.Take());
    }

    [Fact]
    public void Receiver_LatePeer_GetsTheLiveSet()
    {
        var a = _desk.Join("a", acks: false);
        a.Offer("b", "u1");
        a.Candidate("b", "c1", "u1");
        a.Offer("b", "u2");
        a.Candidate("b", "c2", "u2");
        var b = _desk.Join("b", acks: false);

        Assert.Equal(["existing [a]", "offer a 3 n2 u2", "candidate a 4 c2"], b.Take());
    }

    [Fact]
    public void Receiver_HeldCandidates_FollowTheirDescription()
    {
        var (a, b) = (_desk.Join("a", acks: false), _desk.Join("b", acks: false));
        b.Take();
        a.Candidate("b", "c1", "u");
        Assert.Empty(b.Take());
        a.Offer("b", "u");

        Assert.Equal(["offer a 2 n1 u", "candidate a 1 c1"], b.Take());
    }

    [Fact]
    public void Leave_WhatWaitedForASuspendedOne_IsReported()
    {
        var (a, b) = (_desk.Join("a"), _desk.Join("b", acks: false));
        b.Cut();
        a.Message("m", "b");
        _desk.Pass(60_000);

        Assert.Contains("undelivered 1 b peer-left", a.Take());
    }

    [Fact]
    public void Resume_PresenceThatDiedWithTheSocket_IsMendedByTheList()
    {
        var (a, b) = (_desk.Join("a"), _desk.Join("b", acks: false));
        b.Take();
        b.Deafen();
        var c = _desk.Join("c");
        b.Cut();
        a.Message("m", "b");
        a.Leave();
        c.Message("n", "b");
        b.Resume();

        Assert.Equal(["resumed lost seen 0 [c]", "message c 1 n"], b.Take());
    }

    [Fact]
    public void Restored_IsNumberedAboveAllThatItSentBefore()
    {
        var desk = new Desk(settledAt: Desk.Start + 60_000);
        var a = new Client(desk, new Core.Messages.Member { PeerId = "a", Instance = "a1", JoinOrder = 10 });
        a.Resume();
        var b = desk.Join("b");
        b.Take();
        a.MessageAs(0, "m", "b");
        a.MessageAs(0, "n", "b");

        Assert.Equal([$"message a {Desk.Start + 1} m", $"message a {Desk.Start + 2} n"], b.Take());
    }
}
