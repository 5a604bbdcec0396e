using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Network;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Stories;

/// <summary>The hard moments of a negotiation, one a test, between two modern clients and with one that lacks something.</summary>
public sealed class NegotiationStories
{
    public static TheoryData<Guest> Guests => [Guest.Modern, Guest.Silent, Guest.Stubborn];

    [Theory, MemberData(nameof(Guests))]
    public void TwoOffersCross_InEveryInterleaving_AndBothAgreeOnOne(Guest guest)
    {
        var (choices, histories, crossed) = (new ExhaustiveTape(), 0, 0);
        do
        {
            var (stage, a, b) = Stage.WithBoth(guest);
            Pipe[] pipes = [a.Socket!.Up, a.Socket.Down, b.Socket!.Up, b.Socket.Down];
            foreach (var pipe in pipes) pipe.Pause();
            a.Calls.To("b").Offer(restart: false);
            b.Calls.To("a").Offer(restart: false);
            while (pipes.Where(pipe => pipe.Count > 0).ToArray() is { Length: > 0 } full) choices.Pick(full).Pump();
            if (a.Calls.Find("b")!.Pending is null || b.Calls.Find("a")!.Pending is null) crossed++;
            foreach (var pipe in pipes) pipe.Continue();
            stage.AssertAgreed(a, b);
            histories++;
        }
        while (choices.Advance());

        Assert.True(histories >= 6, $"{histories} histories");
        Assert.Equal(histories, crossed);
    }

    [Theory, MemberData(nameof(Guests))]
    public void BothRestartAtOnce_AndBothAgreeOnOneNewGeneration(Guest guest)
    {
        var (stage, a, b) = Stage.WithBoth(guest);
        a.Calls.To("b").Offer(restart: false);
        var first = stage.AssertAgreed(a, b);

        a.Calls.To("b").Offer(restart: true);
        b.Calls.To("a").Offer(restart: true);

        Assert.NotSame(first, stage.AssertAgreed(a, b));
        Assert.NotEqual(first.Ufrag, a.Calls.Find("b")!.LocalUfrag);
    }

    [Fact]
    public void AnAnswerIsLostWithItsSocket_AndComesAfterTheResume()
    {
        var (stage, a, b) = Stage.WithBoth();
        b.Socket!.Up.Pause();
        a.Calls.To("b").Offer(restart: false);
        stage.Pass(100);
        Assert.Empty(stage.TakenBy(a, SignalKind.Answer));

        b.Socket.Cut(0, 0);

        stage.AssertAgreed(a, b);
        Assert.Single(stage.TakenBy(a, SignalKind.Answer));
    }

    [Fact]
    public void AnAnswerIsSentAgain_AndTakenOnce()
    {
        var (stage, a, b) = Stage.WithBoth();
        a.Calls.To("b").Offer(restart: false);
        stage.Pass(2);
        a.Socket!.Up.Pause(); // it cannot say that it has it
        while (stage.TakenBy(a, SignalKind.Answer).Length == 0) stage.Pass(1);

        b.Socket!.Cut(0, 0);
        stage.Pass(1_000);
        a.Socket.Up.Continue();

        stage.AssertAgreed(a, b);
        var answer = Assert.Single(stage.TakenBy(a, SignalKind.Answer));
        Assert.Equal(2, stage.TimesHandled(answer));
    }

    [Theory, MemberData(nameof(Guests))]
    public void AnOfferReplacesOneThatWaitsForAnAbsentPeer_WhichGetsOnlyTheNew(Guest guest)
    {
        var stage = new Stage(guest);
        var a = stage.Open(stage.A);
        var old = stage.Offer(a, "b", "U1");
        var oldCandidate = stage.Candidate(a, "b", "U1");
        var live = stage.Offer(a, "b", "U2");
        var candidate = stage.Candidate(a, "b", "U2");
        var end = stage.Candidate(a, "b", "U2", isEnd: true);
        stage.Pass(1_000);

        var b = stage.Open(stage.B);
        stage.Pass(5_000);

        Assert.Equal([live, candidate, end], stage.Taken.Where(t => t.Page == b).Select(t => t.Sent));
        Assert.All([old, oldCandidate, live, candidate, end], sent => Assert.NotEqual(Fate.Unknown, sent.Fate));
    }

    [Theory, MemberData(nameof(Guests))]
    public void ACandidateBeforeItsOffer_ComesAfterIt(Guest guest)
    {
        var (stage, a, b) = Stage.WithBoth(guest);
        var candidate = stage.Candidate(a, "b", "U1");
        var message = stage.Say(a, stage.World.Ledger.Message(a, "b", null, 3));
        stage.Pass(1_000);
        Assert.DoesNotContain(stage.Taken, t => t.Sent == candidate);

        var offer = stage.Offer(a, "b", "U1");
        stage.Pass(5_000);

        Assert.Equal([message, offer, candidate], stage.Taken.Where(t => t.Page == b).Select(t => t.Sent));
    }

    [Theory, MemberData(nameof(Guests))]
    public void ACandidateOfTheGenerationBefore_IsDropped_OnceTheNewIsApplied(Guest guest)
    {
        var (stage, a, b) = Stage.WithBoth(guest);
        a.Calls.To("b").Offer(restart: false);
        var first = stage.AssertAgreed(a, b);
        a.Calls.To("b").Offer(restart: true);
        Assert.NotSame(first, stage.AssertAgreed(a, b));

        var late = stage.Candidate(a, "b", first.Ufrag!);
        stage.Pass(5_000);

        Assert.Equal(Fate.Resolved, late.Fate);
        Assert.DoesNotContain(stage.Taken, t => t.Sent == late);
    }

    [Theory, MemberData(nameof(Guests))]
    public void ACandidateAfterTheEndMark_IsDropped(Guest guest)
    {
        var (stage, a, b) = Stage.WithBoth(guest);
        stage.Offer(a, "b", "U1");
        var end = stage.Candidate(a, "b", "U1", isEnd: true);
        var late = stage.Candidate(a, "b", "U1");
        stage.Pass(5_000);

        Assert.Contains(stage.Taken, t => t.Page == b && t.Sent == end);
        Assert.Equal(Fate.Resolved, late.Fate);
        Assert.DoesNotContain(stage.Taken, t => t.Sent == late);
    }

    [Fact]
    public void AReloadBetweenOfferAndAnswer_TheNewPageKnowsNothingOfTheOldOffer_AndAnswersTheNext()
    {
        var (stage, a, b) = Stage.WithBoth();
        b.Socket!.Up.Pause();
        a.Calls.To("b").Offer(restart: false);
        stage.Pass(100);
        var old = Assert.Single(stage.TakenBy(b, SignalKind.Offer));

        b.Close(politely: false);
        var reloaded = stage.Open(stage.B, withTicket: true);
        stage.Pass(1_000);

        Assert.Equal(Reasons.PeerReset, old.Code);
        a.Calls.To("b").Offer(restart: false);
        Assert.NotSame(old, stage.AssertAgreed(a, reloaded));
        Assert.DoesNotContain(old, stage.TakenBy(reloaded, SignalKind.Offer));
    }

    [Theory, MemberData(nameof(Guests))]
    public void OneLeavesDuringTheNegotiation_TheOtherIsToldThenAndOnlyThen(Guest guest)
    {
        var (stage, a, b) = Stage.WithBoth(guest);
        b.Socket!.Down.Pause(); // it never sees the offer
        a.Calls.To("b").Offer(restart: false);
        var offer = a.Calls.Find("b")!.Pending!;
        stage.Pass(10);

        b.Leave(withMessage: true);
        stage.Pass(5_000);

        Assert.Empty(a.Roster.Peers);
        Assert.Empty(a.Calls.All);
        Assert.Equal(guest == Guest.Silent ? Fate.Resolved : Fate.Undelivered, offer.Fate); // handed to the socket is all that is promised to the silent
        if (guest != Guest.Silent) Assert.Equal(Reasons.PeerLeft, offer.Code);
    }

    [Fact]
    public void TheServerIsLostBetweenOfferAndAnswer_AndBothAgree()
    {
        var (stage, a, b) = Stage.WithBoth();
        b.Socket!.Up.Pause();
        a.Calls.To("b").Offer(restart: false);
        stage.Pass(100);

        stage.World.Server.Fronts[0].Crash();
        stage.World.Server.Fronts[0].Start();

        stage.AssertAgreed(a, b);
        Assert.Single(stage.TakenBy(a, SignalKind.Answer));
        Assert.Single(stage.TakenBy(b, SignalKind.Offer));
    }
}
