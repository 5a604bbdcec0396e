using Signaling.Core.Messages;
using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Rooms;

/// <summary>A room that was lost with its server and made again: until it has settled, absence is no departure.</summary>
public sealed class RoomRestoreTests
{
    private readonly Desk _desk = new(settledAt: Desk.Start + 60_000);

    [Fact]
    public void Resume_WhileSettling_BringsTheMemberBackAtItsPlace()
    {
        var newcomer = _desk.Join("n");
        var (b, a) = (Restore("b", 20), Restore("a", 10));

        Assert.Equal(["existing []", "joined b b1 polite", "joined a a1 polite"], newcomer.Take());
        Assert.Equal(["resumed lost seen 0 [n]", "joined a a1 polite"], b.Take());
        Assert.Equal(["resumed lost seen 0 [b n]"], a.Take());
        Assert.True(a.View!.SettlingMs > 0);
    }

    [Fact]
    public void Tick_Settled_TellsTheWholeTruth()
    {
        var (a, b) = (Restore("a", 10), Restore("b", 20));
        a.Take();
        b.Take();
        _desk.Pass(60_000);

        Assert.Equal(["existing [b]"], a.Take());
        Assert.Equal(0, a.View!.SettlingMs);
        Assert.Equal(1, a.Seq - 1);
    }

    [Fact]
    public void Tick_Settled_WhoJoinedMeanwhileKnowsTheTruth()
    {
        var (n, a) = (_desk.Join("n"), Restore("a", 10));
        n.Take();
        a.Take();
        _desk.Pass(60_000);

        Assert.Empty(n.Take());
        Assert.Equal(["existing [n]"], a.Take());
    }

    [Fact]
    public void Resume_WithoutAcknowledging_TheTruthComesWhenTheRoomHasSettled()
    {
        var (b, n) = (_desk.Join("b"), _desk.Join("n", acks: false));
        n.Deafen();
        b.Leave();
        n.Cut();
        n.Take();
        n.Resume();
        Assert.Equal(["resumed lost seen 0 []"], n.Take());
        _desk.Pass(60_000);

        Assert.Equal(["existing []"], n.Take());
    }

    [Fact]
    public void Resume_WhileSettling_MessagesOfOneWhoReloadedMeanwhileAreNotShown()
    {
        var (a, b) = (Restore("a", 10), Restore("b", 20));
        a.Cut();
        b.Message("old", "a");
        b.Cut();
        _desk.Join("b", instance: "b2", ticket: "b1");
        a.Take();
        a.Resume();

        Assert.Equal(["resumed lost seen 0 [b]"], a.Take());
    }

    [Fact]
    public void Resume_AfterItHasSettled_IsExpired()
    {
        _desk.Pass(60_000);

        Assert.Equal(["error resume-expired", "close resume-expired"], Restore("a", 10).Take());
        Assert.True(_desk.Cell.IsEmpty);
    }

    [Fact]
    public void Resume_ItsIdWasTakenMeanwhile_IsReplaced()
    {
        _desk.Join("a", instance: "other");

        Assert.Equal(["error peer-replaced", "close peer-replaced"], Restore("a", 10).Take());
    }

    [Fact]
    public void Join_WhileSettling_ComesAfterWhoIsRestored()
    {
        var newcomer = _desk.Join("n");
        var a = Restore("a", 999);

        Assert.True(newcomer.Ticket.IsPoliteToward(a.Ticket));
    }

    [Fact]
    public void Resume_Restored_SuspendsAndResumesAsEver()
    {
        var (a, b) = (Restore("a", 10), Restore("b", 20));
        b.Cut();
        b.Resume();
        _desk.Pass(60_000);
        b.Cut();
        _desk.Pass(60_000);

        Assert.Equal(
            ["resumed lost seen 0 []", "joined b b1 impolite", "suspended b b1 impolite", "resumed b b1 impolite", "existing [b]", "suspended b b1 impolite", "left b window-ended"],
            a.Take());
    }

    [Fact]
    public void Message_ToOneNotBackYet_WaitsUntilTheRoomHasSettled()
    {
        var a = Restore("a", 10);
        a.Message("x", "b");
        _desk.Pass(50_000);
        var b = Restore("b", 20);

        Assert.Equal(["resumed lost seen 0 [a]", "message a 1 x"], b.Take());
    }

    [Fact]
    public void IsEmpty_NobodyCameBack_OnlyAfterItHasSettled()
    {
        Assert.False(_desk.Cell.IsEmpty);
        _desk.Pass(60_000);

        Assert.True(_desk.Cell.IsEmpty);
    }

    private Client Restore(string id, long order)
    {
        var client = new Client(_desk, new Member { PeerId = id, Instance = id + "1", JoinOrder = order, Acks = true });
        client.Resume();
        return client;
    }
}
