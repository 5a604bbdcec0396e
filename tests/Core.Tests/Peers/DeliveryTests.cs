using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>Numbers, acknowledgements and repeats between two connected clients.</summary>
public sealed class DeliveryTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Send_Messages_ArriveInOrderWithTheirNumbers()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 1; i <= 4; i++) a.Message($"m{i}", "b");

        Assert.Equal(["message a 1 m1", "message a 2 m2", "message a 3 m3", "message a 4 m4"], b.Take());
    }

    [Fact]
    public void Acknowledge_OfTheReceiver_ResolvesForTheSenderAfterAMoment()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        a.Message("m2", "b");
        _desk.Pass(1_000);
        Assert.Empty(a.Take());

        b.Ack();
        Assert.Empty(a.Take());
        _desk.Pass(200);
        Assert.Equal(["ack 2"], a.Take());
        _desk.Pass(1_000);
        Assert.Empty(a.Take());
    }

    [Fact]
    public void Acknowledge_ManyMessages_IsNotHeldBack()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 1; i <= 64; i++) a.Message("m", "b");
        b.Ack(63);
        Assert.Empty(a.Take());
        b.Ack(64);

        Assert.Equal(["ack 64"], a.Take());
    }

    [Fact]
    public void Acknowledge_OneStuckTarget_StallsNoOther()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("lost", "nobody");
        a.Message("m2", "b");
        a.Message("lost too", "nobody");
        a.Message("m4", "b");
        a.Message("m5", "b");
        b.Ack();
        _desk.Pass(200);

        Assert.Equal(["ack 0 2-2 4-5"], a.Take());
    }

    [Fact]
    public void Acknowledge_HigherThanAnythingSent_IsAnError()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m", "b");
        b.Ack(2);

        Assert.Equal(["message a 1 m", "error bad-seen"], b.Take());
        _desk.Pass(1_000);
        Assert.Empty(a.Take());
    }

    [Fact]
    public void Send_RepeatOfAWaitingNumber_IsNotDeliveredAgain()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m", "b");
        a.MessageAs(1, "m", "b");

        Assert.Equal(["message a 1 m"], b.Take());
    }

    [Fact]
    public void Send_RepeatOfAResolvedNumber_IsAcknowledgedAgain()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m", "b");
        b.TakeAndAck();
        _desk.Pass(200);
        a.Take();
        a.MessageAs(1, "m", "b");
        _desk.Pass(200);

        Assert.Equal(["ack 1"], a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Send_WithoutANumber_IsRefused()
    {
        var (a, b) = _desk.JoinTwo();

        Assert.False(a.MessageAs(0, "m", "b"));
        Assert.Equal(["error missing-seq"], a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Send_ToItself_IsRefusedAndResolved()
    {
        var (a, _) = _desk.JoinTwo();
        a.Message("m", "a");
        _desk.Pass(200);

        Assert.Equal(["error bad-target 1", "ack 1"], a.Take());
    }

    [Fact]
    public void Send_FromASocketThatWasTakenOver_IsNotListenedTo()
    {
        var (a, b) = _desk.JoinTwo();
        var second = new Client(_desk, a.Ticket);
        second.Resume(0);

        Assert.False(a.Message("m", "b"));
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Send_AfterLeaving_IsRefused()
    {
        var (a, b) = _desk.JoinTwo();
        a.Leave();
        a.Take();

        Assert.False(a.Message("m", "b"));
        Assert.Equal(["error not-joined 1"], a.Take());
        Assert.Equal(["left a left"], b.Take());
    }

    [Fact]
    public void Broadcast_ReachesAllOthersAndIsResolvedByAll()
    {
        var (a, b) = _desk.JoinTwo();
        var c = _desk.Join("c");
        a.Take();
        a.Message("m");
        b.Ack();
        _desk.Pass(200);
        Assert.Empty(a.Take());
        c.Ack();
        _desk.Pass(200);

        Assert.Equal(["ack 1"], a.Take());
    }

    [Fact]
    public void Broadcast_ToAMemberWhoLeaves_IsResolvedWithAReport()
    {
        var (a, b) = _desk.JoinTwo();
        var c = _desk.Join("c");
        a.Take();
        a.Message("m");
        b.Ack();
        c.Leave();
        _desk.Pass(200);

        Assert.Equal(["undelivered 1 c peer-left", "left c left", "ack 1"], a.Take());
    }

    [Fact]
    public void Broadcast_Alone_IsResolvedAtOnce()
    {
        var a = _desk.Join("a");
        a.Take();
        a.Message("m");
        _desk.Pass(200);

        Assert.Equal(["ack 1"], a.Take());
    }

    [Fact]
    public void Leave_OfTheReceiver_ReportsWhatItDidNotAcknowledge()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        b.Ack();
        a.Message("m2", "b");
        b.Leave();
        _desk.Pass(200);

        Assert.Equal(["undelivered 2 b peer-left", "left b left", "ack 2"], a.Take());
    }

    [Fact]
    public void Send_WithTheInstanceOfAnOldPage_IsRefused()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m", "b", instance: "b0");

        Assert.Equal(["undelivered 1 b peer-reset"], a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Reset_OfTheReceiver_ReportsWhatTheOldPageDidNotAcknowledge()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m", "b");
        b.Cut();
        a.Take();
        a.Message("n", "b");
        var reloaded = _desk.Join("b", instance: "b2", ticket: "b1");

        Assert.Equal(["existing [a]"], reloaded.Take());
        Assert.Equal(["undelivered 1 b peer-reset", "undelivered 2 b peer-reset", "reset b b2 impolite"], a.Take());
    }

    [Fact]
    public void Reset_OfTheSender_StartsItsNumbersAnew()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m", "b");
        var reloaded = _desk.Join("a", instance: "a2", ticket: "a1");
        reloaded.Message("n", "b");

        Assert.Equal(["message a 1 m", "reset a a2 impolite", "message a 1 n"], b.Take());
        b.Ack();
        _desk.Pass(200);
        Assert.Equal(["existing [b]", "ack 1"], reloaded.Take());
    }

    [Fact]
    public void Applied_IsRelayedAndRetiresTheGenerationBefore()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "u1");
        b.Applied("a", 1);
        a.Offer("b", "u2");
        b.Take();
        a.Candidate("b", "still alive", "u1");
        b.Applied("a", 2);
        a.Candidate("b", "dead", "u1");
        a.Candidate("b", "new", "u2");

        Assert.Equal(["candidate a 3 still alive", "candidate a 5 new"], b.Take());
        Assert.Equal(["applied b 1", "applied b 2"], a.Take());
        b.Ack();
        _desk.Pass(200);
        Assert.Equal(["ack 5"], a.Take());
    }
}
