using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>What a client gets that comes back, and what it need not get.</summary>
public sealed class ResumeTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Resume_WhatWasInTheDyingSocket_ComesAgainWithItsNumbers()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        b.Deafen();
        a.Message("m2", "b");
        a.Message("m3", "b");
        b.Cut();
        a.Message("m4", "b");
        b.Take();
        b.Resume();

        Assert.Equal(["resumed whole seen 0 [a]", "message a 2 m2", "message a 3 m3", "message a 4 m4"], b.Take());
        Assert.Equal(4, b.Seq);
    }

    [Fact]
    public void Resume_NamesWhatTheClientHas_SoTheSenderIsTold()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        a.Message("m2", "b");
        b.Cut();
        a.Take();
        b.Resume(seen: 1);
        _desk.Pass(200);

        Assert.Equal(["resumed b b1 impolite", "ack 1"], a.Take());
    }

    [Fact]
    public void Resume_SeenOutOfRange_StartsAnewWithAllThatWaits()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        a.Message("m2", "b");
        b.Ack(1);
        b.Take();
        b.Resume(seen: 7);

        Assert.Equal(["error taken-over", "close taken-over", "resumed lost seen 0 [a]", "message a 2 m2"], b.Take());
        Assert.Equal(1, b.Seq);
    }

    [Fact]
    public void Resume_LessThanAcknowledgedOnTheOldSocket_IsWhole()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        a.Message("m2", "b");
        a.Message("m3", "b");
        b.Ack(2);
        b.Take();
        b.Resume(seen: 1);

        Assert.Equal(["error taken-over", "close taken-over", "resumed whole seen 0 [a]", "message a 3 m3"], b.Take());
        Assert.Equal(2, b.Has); // its gateway would miss what it had elsewhere
    }

    [Fact]
    public void Resume_WhoseAnswerAfterALossWasLost_StartsAnewAgain()
    {
        var desk = new Desk(settledAt: Desk.Start + 60_000);
        var a = desk.Join("a");
        var b = new Client(desk, new Core.Messages.Member { PeerId = "b", Instance = "b1", JoinOrder = 10, Acks = true });
        b.Resume(seen: 1);
        a.Message("m", "b");
        b.Cut();
        b.Take();
        b.Resume(seen: 1);
        Assert.Equal(["resumed lost seen 0 [a]", "message a 1 m"], b.TakeAndAck());

        b.Cut();
        b.Resume();
        Assert.Equal(["resumed whole seen 0 [a]"], b.Take());
    }

    [Fact]
    public void Resume_TellsUpToWhereOwnNumbersAreResolved()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("m1", "b");
        a.Message("m2", "b");
        b.Ack();
        a.Cut();
        a.Resume();

        Assert.Equal("resumed whole seen 2 [b]", a.Take()[0]);
    }

    [Fact]
    public void Resume_WithRangesResolvedAbove_TellsThem()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("stuck", "nobody");
        a.Message("m2", "b");
        a.Cut();
        b.Ack();
        a.Resume();
        _desk.Pass(200);

        Assert.Equal(["resumed whole seen 0 [b]", "ack 0 2-2"], a.Take());
    }

    [Fact]
    public void Resume_PresenceOfTheMeantime_ComesInOrder()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut();
        var c = _desk.Join("c");
        c.Message("hello", "b");
        c.Leave();
        b.Resume();

        Assert.Equal(["resumed whole seen 0 [a]", "joined c c1 impolite", "message c 1 hello", "left c left"], b.Take());
    }

    [Fact]
    public void Resume_ManyTimes_WorksEachTime()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 1; i <= 5; i++)
        {
            b.Cut();
            a.Message($"m{i}", "b");
            _desk.Pass(50_000);
            b.Resume();
            Assert.Equal(["resumed whole seen 0 [a]", $"message a {i} m{i}"], b.TakeAndAck());
        }
    }

    [Fact]
    public void Undelivered_WhileAway_IsToldAtTheResume()
    {
        var (a, _) = _desk.JoinTwo();
        a.Message("m", "nobody");
        a.Cut();
        _desk.Pass(30_000);
        a.Resume();

        Assert.Contains("undelivered 1 nobody expired", a.Take());
    }

    [Fact]
    public void Undelivered_LostWithTheSocket_IsToldAgainUntilTheClientHasSomethingLater()
    {
        var (a, b) = _desk.JoinTwo();
        a.Deafen();
        a.Message("m", "b", instance: "old");
        for (var i = 0; i < 2; i++)
        {
            a.Cut();
            a.Resume();
            Assert.Contains("undelivered 1 b peer-reset", a.Take());
        }

        b.Message("later", "a");
        a.Ack();
        a.Cut();
        a.Resume();
        Assert.DoesNotContain("undelivered 1 b peer-reset", a.Take());
    }

    [Fact]
    public void Undelivered_AcknowledgedNumberOfBefore_DoesNotConfirmIt()
    {
        var (a, b) = _desk.JoinTwo();
        b.Message("earlier", "a");
        a.Deafen();
        a.Message("m", "b", instance: "old");
        a.Ack(1);
        a.Cut();
        a.Resume();

        Assert.Contains("undelivered 1 b peer-reset", a.Take());
    }

    [Fact]
    public void Suspended_WindowEnds_SendersAreTold()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut();
        a.Message("m", "b");
        _desk.Pass(59_000);
        Assert.DoesNotContain("undelivered 1 b peer-left", a.Take());
        _desk.Pass(1_200);

        Assert.Equal(["undelivered 1 b peer-left", "left b window-ended", "ack 1"], a.Take());
    }

    [Fact]
    public void Retry_OfAJoinWhoseAnswerWasLost_GetsWhatWaits()
    {
        var a = _desk.Join("a");
        var b = _desk.Join("b");
        b.Deafen();
        a.Message("m", "b");
        b.Cut();
        b.Take();
        b.Join();

        Assert.Equal(["existing [a]", "message a 1 m"], b.Take());
        Assert.Equal(1, b.Seq);
    }

    [Fact]
    public void Retry_MessagesOfOneWhoLeftMeanwhile_AreNotShown()
    {
        var a = _desk.Join("a");
        var b = _desk.Join("b");
        b.Cut();
        b.Take();
        a.Message("m", "b");
        a.Leave();
        b.Join();

        Assert.Equal(["existing []"], b.Take());
    }
}
