using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

/// <summary>Two offers that cross. <c>a</c> was there first, so it is impolite and wins.</summary>
public sealed class GlareTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void ImpoliteFirst_ThePoliteOfferIsNotRelayed()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Offer("a", "ub");

        Assert.Equal(["glare b n1 won 1"], a.Take());
        Assert.Equal(["offer a 1 n1 ua", "glare a n2 lost 1", "undelivered 1 a glare-lost"], b.Take());
    }

    [Fact]
    public void PoliteFirst_TheImpoliteOfferGoesAfterIt()
    {
        var (a, b) = _desk.JoinTwo();
        b.Offer("a", "ub");
        a.Offer("b", "ua");

        Assert.Equal(["offer b 1 n1 ub", "glare b n2 won 1"], a.Take());
        Assert.Equal(["glare a n1 lost 1", "offer a 1 n2 ua"], b.Take());
    }

    [Fact]
    public void WhereOthersOffer_TheOfferThatHasArrivedStands()
    {
        var (a, b) = _desk.JoinTwo(othersOffer: true);
        b.Offer("a", "ub");
        a.Offer("b", "ua");
        a.Candidate("b", "dead", "ua");
        a.Answer("b", "ua2");

        Assert.Equal(["offer b 1 n1 ub", "glare b n2 lost 1", "undelivered 1 b glare-lost"], a.Take());
        Assert.Equal(["glare a n1 won 1", "answer a 3 n1 ua2"], b.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LosersCandidates_AnsweredWithOtherUfrag_AreDropped(bool impoliteFirst)
    {
        var (a, b) = Cross(impoliteFirst);
        b.Candidate("a", "dead", "ub");
        b.Answer("a", "ub2", negotiation: impoliteFirst ? 1 : 2);
        b.Candidate("a", "dead too", "ub");
        b.Candidate("a", "alive", "ub2");

        Assert.Equal([$"answer b 3 n{(impoliteFirst ? 1 : 2)} ub2", "candidate b 5 alive"], a.TakeAndAck());
        _desk.Pass(200);
        Assert.Contains("ack 5", b.Take());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void LosersCandidates_AnsweredWithTheSameUfrag_AreReleased(bool impoliteFirst)
    {
        var (a, b) = Cross(impoliteFirst);
        b.Candidate("a", "alive", "ub");
        Assert.Empty(a.Take());
        b.Answer("a", "ub");

        Assert.Equal([$"answer b 3 n{(impoliteFirst ? 1 : 2)} ub", "candidate b 2 alive"], a.Take());
    }

    [Fact]
    public void WinnersCandidates_Pass()
    {
        var (a, b) = Cross(impoliteFirst: true);
        a.Candidate("b", "alive", "ua");

        Assert.Equal(["candidate a 2 alive"], b.Take());
    }

    [Fact]
    public void AfterTheAnswer_TheNextOffersAreNumberedOn()
    {
        var (a, b) = Cross(impoliteFirst: false);
        b.Answer("a", "ub", negotiation: 2);
        a.Take();
        b.Offer("a", "ub");

        Assert.Equal(["offer b 3 n3 ub"], a.Take());
    }

    [Fact]
    public void AnswerInFlight_TheNextOfferIsNoGlare()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Answer("a", "ub", negotiation: 1);
        b.Offer("a", "ub");

        Assert.Equal(["answer b 1 n1 ub", "offer b 2 n2 ub"], a.Take());
    }

    [Fact]
    public void AnswerAndOfferCrossAnOffer_TheImpoliteOneWins()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Answer("a", "ub", negotiation: 1);
        b.Offer("a", "ub");
        b.Take();
        a.Offer("b", "ua");

        Assert.Equal(["answer b 1 n1 ub", "offer b 2 n2 ub", "glare b n3 won 2"], a.Take());
        Assert.Equal(["glare a n2 lost 2", "offer a 2 n3 ua"], b.Take());
    }

    [Fact]
    public void OneThatCannotRollBack_WinsThoughItCameLater()
    {
        var (a, b) = _desk.JoinTwo(secondRollsBack: false);
        a.Offer("b", "ua");
        b.Offer("a", "ub");

        Assert.Equal(["glare b n1 lost 1", "offer b 1 n2 ub"], a.Take());
        Assert.Equal(["offer a 1 n1 ua", "glare a n2 won 1"], b.Take());
    }

    [Fact]
    public void NeitherCanRollBack_BothOffersAndBothAnswersAreRelayed()
    {
        var (a, b) = _desk.JoinTwo(firstRollsBack: false, secondRollsBack: false);
        a.Offer("b", "ua");
        b.Offer("a", "ub");
        a.Answer("b", "ua", negotiation: 2);
        b.Answer("a", "ub", negotiation: 1);

        Assert.Equal(["offer b 1 n2 ub", "answer b 2 n1 ub"], a.Take());
        Assert.Equal(["offer a 1 n1 ua", "answer a 2 n2 ua"], b.Take());
    }

    [Fact]
    public void OtherConnection_IsNoGlare()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua", "x");
        b.Offer("a", "ub", "y");

        Assert.Equal(["offer b 1 n1 [y] ub"], a.Take());
    }

    [Fact]
    public void OfferThatWaitedForALatePeer_StillWins()
    {
        var a = _desk.Join("a");
        a.Offer("b", "ua");
        _desk.Pass(25_000);
        var b = _desk.Join("b");
        b.Offer("a", "ub");

        Assert.Equal(["existing [a]", "offer a 1 n1 ua", "glare a n2 lost 1", "undelivered 1 a glare-lost"], b.Take());
    }

    [Fact]
    public void OfferNotAnsweredForLong_IsNoGlareAnyMore()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        _desk.Pass(60_000);
        b.Offer("a", "ub");

        Assert.Equal(["offer b 1 n2 ub"], a.Take());
    }

    [Fact]
    public void OfferThatCouldNotBeApplied_IsNoGlareAnyMore()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "ua");
        b.Applied("a", 1, "broken");
        b.Offer("a", "ub");

        Assert.Equal(["applied b 1 broken", "offer b 1 n2 ub"], a.Take());
    }

    private (Client A, Client B) Cross(bool impoliteFirst)
    {
        var (a, b) = _desk.JoinTwo();
        if (impoliteFirst) a.Offer("b", "ua");
        b.Offer("a", "ub");
        if (!impoliteFirst) a.Offer("b", "ua");
        a.Take();
        b.Take();
        return (a, b);
    }
}
