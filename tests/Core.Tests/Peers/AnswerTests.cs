using System.Globalization;
using Signaling.Core.Messages;
using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

public sealed class AnswerTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void NamesItsOffer_IsRelayedWithThatNumber()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Answer("a", "ub", negotiation: 1);

        Assert.Equal(["answer b 1 n1 ub"], a.Take());
    }

    [Fact]
    public void NamesNone_GetsTheNumberOfTheOfferThatStands()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Answer("a", "ub");

        Assert.Equal(["answer b 1 n1 ub"], a.Take());
    }

    [Fact]
    public void NamesNoneAndNoneIsPending_IsRelayed()
    {
        var (a, b) = _desk.JoinTwo();
        b.Answer("a", "ub");

        Assert.Equal(["answer b 1 n0 ub"], a.Take());
    }

    [Fact]
    public void ToAnOlderOffer_IsStale()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        a.Offer("b", "ua2");
        b.Take();
        b.Answer("a", "ub", negotiation: 1);
        b.Answer("a", "ub", negotiation: 2);

        Assert.Equal(["undelivered 1 a stale-answer"], b.Take());
        Assert.Equal(["answer b 2 n2 ub"], a.Take());
    }

    [Fact]
    public void SecondTime_IsStale()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Answer("a", "ub", negotiation: 1);
        b.Take();
        b.Answer("a", "ub", negotiation: 1);

        Assert.Equal(["undelivered 2 a stale-answer"], b.Take());
        Assert.Equal(["answer b 1 n1 ub"], a.Take());
    }

    [Fact]
    public void StaleOne_ReleasesNoCandidates()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        a.Offer("b", "ua2");
        b.Answer("a", "ub", negotiation: 1);
        b.Candidate("a", "early", "ub");
        Assert.Empty(a.Take());
        b.Answer("a", "ub2", negotiation: 2);

        Assert.Equal(["answer b 3 n2 ub2"], a.Take());
    }

    [Fact]
    public void ToThePageBefore_IsRefused()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Take();
        var reloaded = _desk.Join("a", instance: "a2", ticket: "a1");
        b.Answer("a", "ub", negotiation: 1, instance: "a1");

        Assert.Equal(["reset a a2 impolite", "undelivered 1 a peer-reset"], b.Take());
        Assert.Equal(["existing [b]"], reloaded.Take());
    }

    [Fact]
    public void AfterALoss_ToAnOfferOfBefore_IsRelayed()
    {
        var (a, b) = RestoreTwo();
        b.Offer("a", "lost in glare before");
        a.Take();
        b.Answer("a", "ub", negotiation: 1);

        Assert.Equal(["answer b 2 n1 ub"], a.Take());
    }

    [Fact]
    public void AfterALoss_WinnerWhoHadItsAnswerBefore_MayAnswerTheNextOffer()
    {
        var (a, b) = RestoreTwo();
        b.Offer("a", "ub");
        a.Offer("b", "answered long ago, but sent again");
        var negotiation = long.Parse(a.Take().Single().Split(' ')[3][1..], CultureInfo.InvariantCulture);
        b.Take();
        a.Answer("b", "ua", negotiation);

        Assert.Equal([$"answer a 2 n{negotiation} ua"], b.Take());
    }

    [Fact]
    public void WhileTheOffererIsAway_WaitsForIt()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        a.Cut();
        b.Answer("a", "ub", negotiation: 1);
        b.Candidate("a", "c", "ub");
        a.Resume();

        Assert.Equal(["resumed whole seen 0 [b]", "answer b 1 n1 ub", "candidate b 2 c"], a.Take());
    }

    private static (Client A, Client B) RestoreTwo()
    {
        var desk = new Desk(settledAt: Desk.Start + 60_000);
        var a = new Client(desk, new Member { PeerId = "a", Instance = "a1", JoinOrder = 10, Acks = true });
        var b = new Client(desk, new Member { PeerId = "b", Instance = "b1", JoinOrder = 20, Acks = true });
        a.Resume();
        b.Resume();
        a.Take();
        b.Take();
        return (a, b);
    }
}
