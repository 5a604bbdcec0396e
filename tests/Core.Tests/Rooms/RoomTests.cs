using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Rooms;

/// <summary>Membership, as the members hear of it.</summary>
public sealed class RoomTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Join_Newcomers_AreListedInTheOrderTheyJoined()
    {
        var (a, b, c) = (_desk.Join("a"), _desk.Join("b"), _desk.Join("c"));

        Assert.Equal(["existing []", "joined b b1 impolite", "joined c c1 impolite"], a.Take());
        Assert.Equal(["existing [a]", "joined c c1 impolite"], b.Take());
        Assert.Equal(["existing [a b]"], c.Take());
        Assert.True(c.Ticket.JoinOrder > b.Ticket.JoinOrder);
    }

    [Fact]
    public void Join_FullRoom_IsRefused()
    {
        var desk = new Desk(new Limits { RoomPeers = 2 });
        desk.JoinTwo();
        var c = desk.Join("c");

        Assert.Equal(["error room-full", "close room-full"], c.Take());
        Assert.Equal(2, desk.Cell.Roster.Count);
    }

    [Fact]
    public void Join_AfterSomebodyLeftAFullRoom_HasRoom()
    {
        var desk = new Desk(new Limits { RoomPeers = 2 });
        var (a, _) = desk.JoinTwo();
        a.Leave();

        Assert.Equal(["existing [b]"], desk.Join("c").Take());
    }

    [Fact]
    public void Leave_IsToldOnceAndEndsTheSession()
    {
        var (a, b) = _desk.JoinTwo();
        b.Leave();
        b.Leave();
        b.Cut();
        _desk.Pass(120_000);

        Assert.Equal(["close goodbye"], b.Take());
        Assert.Equal(["left b left"], a.Take());
    }

    [Fact]
    public void Cut_ThenResume_IsToldAsSuspendedAndResumed()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut();
        Assert.Equal(["suspended b b1 impolite"], a.Take());
        _desk.Pass(59_999);
        b.Resume();

        Assert.Equal(["resumed b b1 impolite"], a.Take());
        Assert.Equal("resumed whole seen 0 [a]", Assert.Single(b.Take()));
        _desk.Pass(120_000);
        Assert.Empty(a.Take());
    }

    [Fact]
    public void Cut_WindowEnds_IsADepartureToldOnce()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut();
        _desk.Pass(60_000);

        Assert.Equal(["suspended b b1 impolite", "left b window-ended"], a.Take());
        b.Resume();
        Assert.Equal(["error resume-expired", "close resume-expired"], b.Take());
        Assert.Empty(a.Take());
    }

    [Fact]
    public void Cut_PageGone_HasTheShortWindow()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut(Core.Peers.Disconnection.PageGone);
        _desk.Pass(5_000);

        Assert.Equal(["suspended b b1 impolite", "left b left"], a.Take());
    }

    [Fact]
    public void Join_SuspendedPeersAreListedAsSuchAndKeepTheirPlace()
    {
        var (a, _) = _desk.JoinTwo();
        a.Cut();

        Assert.Equal(["existing [(a) b]"], _desk.Join("c").Take());
    }

    [Fact]
    public void Join_SameInstanceBeforeAnythingWasHeard_IsARetry()
    {
        var (a, b) = (_desk.Join("a"), _desk.Join("b"));
        a.Take();
        var again = _desk.Join("b");

        Assert.Equal(["existing [a]"], again.Take());
        Assert.Equal(["existing [a]", "error taken-over", "close taken-over"], b.Take());
        Assert.Empty(a.Take());
        Assert.Equal(b.Ticket.JoinOrder, again.Ticket.JoinOrder);
    }

    [Fact]
    public void Join_SameInstanceAfterItsClientWasHeard_IsTaken()
    {
        var (_, b) = _desk.JoinTwo();
        b.Ack();

        Assert.Equal(["error peer-id-taken", "close peer-id-taken"], _desk.Join("b").Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Join_OtherInstanceWithoutProof_IsTaken()
    {
        var (a, b) = _desk.JoinTwo();

        Assert.Equal(["error peer-id-taken", "close peer-id-taken"], _desk.Join("b", instance: "b2").Take());
        Assert.Equal(["error peer-id-taken", "close peer-id-taken"], _desk.Join("b", instance: "b2", ticket: "b0").Take());
        Assert.Empty(a.Take());
        Assert.Empty(b.Take());
    }

    [Fact]
    public void Join_OtherInstanceWithTheOldTicket_IsAResetAndBecomesThePoliteOne()
    {
        var (a, b) = _desk.JoinTwo();
        var reloaded = _desk.Join("a", instance: "a2", ticket: "a1");

        Assert.Equal(["existing [b]"], reloaded.Take());
        Assert.Equal(["reset a a2 impolite"], b.Take());
        Assert.Equal(["error taken-over", "close taken-over"], a.Take());
        Assert.True(reloaded.Ticket.IsPoliteToward(b.Ticket));
        Assert.False(b.Ticket.IsPoliteToward(reloaded.Ticket));
    }

    [Fact]
    public void Join_OtherInstanceOfTheSameIdentity_IsAReset()
    {
        _desk.Join("a", identity: "ann");
        var b = _desk.Join("b");
        b.Take();
        _desk.Join("a", instance: "a2", identity: "ann");

        Assert.Equal(["reset a a2 impolite"], b.Take());
    }

    [Fact]
    public void Resume_OfAReplacedPage_IsRefused()
    {
        var (_, b) = _desk.JoinTwo();
        b.Cut();
        _desk.Join("b", instance: "b2", ticket: "b1");
        b.Resume();

        Assert.Equal(["error peer-replaced", "close peer-replaced"], b.Take());
    }

    [Fact]
    public void Resume_BySecondSocket_TakesTheSessionOver()
    {
        var (a, b) = _desk.JoinTwo();
        b.Resume();

        Assert.Equal(["error taken-over", "close taken-over", "resumed whole seen 0 [a]"], b.Take());
        Assert.Empty(a.Take());
    }

    [Fact]
    public void Update_NewData_IsToldToTheOthers()
    {
        var (a, b) = _desk.JoinTwo();
        a.Update("{}");

        Assert.Equal(["updated a a1 polite"], b.Take());
        Assert.Empty(a.Take());
    }

    [Fact]
    public void IsEmpty_AfterTheLastOneLeft_IsTrue()
    {
        var (a, b) = _desk.JoinTwo();
        a.Message("x", "b");
        a.Message("y", "nobody");
        a.Leave();
        Assert.False(_desk.Cell.IsEmpty);
        b.Cut();
        _desk.Pass(60_000);

        Assert.True(_desk.Cell.IsEmpty);
        Assert.Equal(long.MaxValue, _desk.Cell.WakeAt);
    }
}
