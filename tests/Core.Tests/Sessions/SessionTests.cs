using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Sessions;

namespace Signaling.Core.Tests.Sessions;

public sealed class SessionTests
{
    private static readonly SessionLimits Limits = new() { MessagesPerSecond = 10, MessagesBurst = 2, RefusedInARow = 5 };

    private readonly Session _session = new(Limits, 0);

    [Fact]
    public void Admit_BeforeJoin_IsRefused() => Assert.Equal(Reasons.NotJoined, _session.Admit(1, 0).Code);

    [Fact]
    public void Begin_Twice_IsRefused()
    {
        Assert.Equal(Verdict.Accept, _session.Begin().Verdict);
        Assert.Equal(Reasons.AlreadyJoined, _session.Begin().Code);
    }

    [Fact]
    public void Admit_AboveTheRate_RefusesTheNumberAndIgnoresWhatFollows()
    {
        Join(2);

        Assert.Equal(new Ruling(Verdict.Refuse, Reasons.RateLimited, 100), _session.Admit(3, 0));
        Assert.Equal(Verdict.Ignore, _session.Admit(4, 0).Verdict);
        Assert.Equal(Verdict.Ignore, _session.Admit(5, 150).Verdict);
    }

    [Fact]
    public void Admit_RefusedNumberAgain_OpensTheWay()
    {
        Join(2);
        _session.Admit(3, 0);
        _session.Admit(4, 0);

        Assert.Equal(Verdict.Accept, _session.Admit(3, 1_000).Verdict);
        Assert.Equal(Verdict.Accept, _session.Admit(4, 1_000).Verdict);
    }

    [Fact]
    public void Admit_RefusedAgain_SaysSoAgain()
    {
        Join(2);
        _session.Admit(3, 0);

        Assert.Equal(Reasons.RateLimited, _session.Admit(3, 10).Code);
    }

    [Fact]
    public void Admit_RepeatsOfWhatIsResolved_CostWhatAnyMessageCosts()
    {
        Join(2);
        _session.Told(new ClientEvent { Kind = EventKind.Ack, Acked = new AckRanges(2, []) });
        for (var i = 0; i < Limits.RefusedInARow; i++) Assert.Equal(Verdict.Ignore, _session.Admit(1, 0).Verdict);

        Assert.Equal(new Ruling(Verdict.Close, Reasons.Abusive, 100), _session.Admit(1, 0));
    }

    [Fact]
    public void Told_WhatFollowsTheRefusedNumber_IsNotAskedForWhereItIsResolved()
    {
        Join(2);
        _session.Admit(3, 0);
        _session.Admit(4, 0);
        _session.Admit(5, 0);
        _session.Told(new ClientEvent { Kind = EventKind.Undelivered, Flag = true, Number = 4 });

        Assert.Equal(5, _session.Told(new ClientEvent { Kind = EventKind.Undelivered, Flag = true, Number = 3 }));
    }

    [Fact]
    public void Admit_UnnumberedWhileANumberIsRefused_Passes()
    {
        Join(2);
        _session.Admit(3, 0);

        Assert.Equal(Verdict.Accept, _session.Admit(0, 1_000).Verdict);
        Assert.Equal(Verdict.Ignore, _session.Admit(4, 1_000).Verdict);
    }

    [Fact]
    public void NotConsumed_FurtherOn_IgnoresWhatFollows()
    {
        Join(1);
        _session.NotConsumed(1);

        Assert.Equal(Verdict.Ignore, _session.Admit(2, 0).Verdict);
        Assert.Equal(Verdict.Accept, _session.Admit(1, 500).Verdict);
        Assert.Equal(Verdict.Accept, _session.Admit(2, 600).Verdict);
    }

    [Fact]
    public void Admit_ARepeatRefusedFromFurtherBack_DoesNotOpenTheWayForWhatWasRefusedBefore()
    {
        Join(2);
        _session.Admit(3, 0); // refused, then a resume under the connection sends everything again
        Assert.Equal(Reasons.RateLimited, _session.Admit(1, 0).Code);
        _session.Admit(2, 0);

        Assert.Equal(2, _session.Told(Acked(1)));
        Assert.Equal(3, _session.Told(Acked(2)));
        Assert.Equal(Verdict.Ignore, _session.Admit(4, 1_000).Verdict);
        Assert.Equal(Verdict.Accept, _session.Admit(3, 1_000).Verdict);
        Assert.Equal(Verdict.Accept, _session.Admit(4, 2_000).Verdict);
    }

    /// <summary>A resume under the connection says that the refused number is resolved: it will not come again.</summary>
    [Fact]
    public void Told_ThatAllUpToTheRefusedNumberIsResolved_WhatFollowsIsAskedFor()
    {
        Join(2);
        _session.Admit(1, 0);
        for (var number = 2; number <= 4; number++) _session.Admit(number, 0);

        Assert.Equal(3, _session.Told(new ClientEvent { Kind = EventKind.Resumed, Flag = true, Number = 2 }));
        Assert.Equal(Verdict.Accept, _session.Admit(3, 1_000).Verdict);
    }

    /// <summary>Its client keeps what a resume calls resolved until it knows the outcomes; where the next one says less, it comes again.</summary>
    [Fact]
    public void Told_ThatAllUpToANumberIsResolved_ARepeatOfItStillPasses()
    {
        Join(2);
        _session.Told(new ClientEvent { Kind = EventKind.Resumed, Flag = true, Number = 2 });

        Assert.Equal(Verdict.Accept, _session.Admit(1, 1_000).Verdict);
    }

    [Fact]
    public void Admit_FarAboveTheRate_Closes()
    {
        Join(2);
        for (var i = 0; i < 5; i++) Assert.NotEqual(Verdict.Close, _session.Admit(3 + i, 0).Verdict);

        Assert.Equal(Verdict.Close, _session.Admit(9, 0).Verdict);
        Assert.Equal(Reasons.Abusive, _session.Admit(9, 0).Code);
    }

    [Fact]
    public void Check_NoJoinInTime_IsTold()
    {
        Assert.Equal(Liveness.Fine, _session.Check(9_999));
        Assert.Equal(Liveness.NeverAsked, _session.Check(10_000));
    }

    [Fact]
    public void Check_Silence_PingsOnceThenGivesUp()
    {
        _session.Begin();
        _session.Heard(1_000);

        Assert.Equal(Liveness.Fine, _session.Check(20_999));
        Assert.Equal(Liveness.Ping, _session.Check(21_000));
        Assert.Equal(Liveness.Fine, _session.Check(22_000));
        Assert.Equal(Liveness.Dead, _session.Check(41_000));
    }

    [Fact]
    public void Check_SignOfLifeAfterThePing_StartsAnew()
    {
        _session.Begin();
        _session.Check(20_000);
        _session.Heard(25_000);

        Assert.Equal(Liveness.Fine, _session.Check(44_999));
        Assert.Equal(Liveness.Ping, _session.Check(45_000));
    }

    private static ClientEvent Acked(long seen) => new() { Kind = EventKind.Ack, Acked = new AckRanges(seen, []) };

    private void Join(int messages)
    {
        _session.Begin();
        for (var number = 1; number <= messages; number++) Assert.Equal(Verdict.Accept, _session.Admit(number, 0).Verdict);
    }
}
