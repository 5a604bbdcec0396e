using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Peers;

public sealed class CandidateTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void BeforeItsDescription_FollowsIt()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "c1", "u");
        a.Message("m", "b");
        a.Candidate("b", "c2", "u");
        Assert.Equal(["message a 2 m"], b.Take());
        a.Offer("b", "u");

        Assert.Equal(["offer a 4 n1 u", "candidate a 1 c1", "candidate a 3 c2"], b.TakeAndAck());
        _desk.Pass(200);
        Assert.Equal(["ack 4"], a.Take());
    }

    [Fact]
    public void WithoutItsDescription_ExpiresAndIsReported()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "c1", "u");
        _desk.Pass(30_200);

        Assert.Equal(["undelivered 1 b expired", "ack 1"], a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void NamesNoUfrag_BelongsToTheLastDescription()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "early", null);
        a.Offer("b", "u");
        a.Candidate("b", "late", null);

        Assert.Equal(["offer a 2 n1 u", "candidate a 1 early", "candidate a 3 late"], b.Take());
    }

    [Fact]
    public void OfAHiddenDescription_FollowsTheFirstOne()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "early", null);
        a.Offer("b", "");
        a.Candidate("b", "late", "anything");

        Assert.Equal(["offer a 2 n1 hidden", "candidate a 1 early", "candidate a 3 late"], b.Take());
    }

    [Fact]
    public void AfterTheEndMark_IsDroppedAndResolved()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "u");
        a.Candidate("b", "", "u");
        a.Candidate("b", "late", "u");

        Assert.Equal(["offer a 1 n1 u", "candidate a 2"], b.TakeAndAck());
        _desk.Pass(200);
        Assert.Equal(["ack 3"], a.Take());
    }

    [Fact]
    public void EndMarkBeforeTheDescription_ComesLast()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "c1", "u");
        a.Candidate("b", "", "u");
        a.Candidate("b", "too late", "u");
        a.Offer("b", "u");

        Assert.Equal(["offer a 4 n1 u", "candidate a 1 c1", "candidate a 2"], b.Take());
    }

    [Fact]
    public void OtherConnection_HasAGateOfItsOwn()
    {
        var (a, b) = _desk.JoinTwo();
        a.Offer("b", "u", "x");
        a.Candidate("b", "c", "u", "y");

        Assert.Equal(["offer a 1 n1 [x] u"], b.Take());
    }

    [Fact]
    public void HeldOnes_OfASenderWhoLeft_AreGone()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "c", "u");
        a.Leave();
        b.Leave();

        Assert.True(_desk.Cell.IsEmpty);
    }

    [Fact]
    public void HeldOnes_WhenTheReceiverLeaves_AreReported()
    {
        var (a, b) = _desk.JoinTwo();
        a.Candidate("b", "c", "u");
        b.Leave();

        Assert.Equal(["undelivered 1 b peer-left", "left b left"], a.Take());
    }

    [Fact]
    public void HeldOnes_WhenTheReceiverReloads_AreReported()
    {
        var (a, _) = _desk.JoinTwo();
        a.Candidate("b", "c", "u");
        _desk.Join("b", instance: "b2", ticket: "b1");

        Assert.Equal(["undelivered 1 b peer-reset", "reset b b2 impolite"], a.Take());
    }

    [Fact]
    public void ReplacedOfferThatWasNotSent_TakesTheHeldOnesOfNoOther()
    {
        var a = _desk.Join("a");
        a.Offer("b", "u1");
        a.Candidate("b", "c2", "u2");
        a.Candidate("b", "c1", "u1");
        a.Offer("b", "u2");
        var b = _desk.Join("b");

        Assert.Equal(["existing [a]", "offer a 4 n2 u2", "candidate a 2 c2"], b.Take());
    }
}
