using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Rooms;

/// <summary>A kick is final: it ends a membership and beats what would bring it back.</summary>
public sealed class TombstoneTests
{
    private readonly Desk _desk = new();

    [Fact]
    public void Ban_Member_IsToldToItAndToTheOthers()
    {
        var (a, b) = _desk.JoinTwo();

        Assert.Equal("b", _desk.Ban("b"));
        Assert.Equal(["error kicked", "close kicked"], b.Take());
        Assert.Equal(["left b kicked"], a.Take());
        Assert.False(b.Message("still here?"));
    }

    [Fact]
    public void Ban_BeatsJoinAndTicket_UntilItEnds()
    {
        var (_, b) = _desk.JoinTwo();
        _desk.Ban("b", ms: 10_000);
        b.Take();

        b.Resume();
        Assert.Equal(["error kicked", "close kicked"], b.Take());
        Assert.Equal(["error kicked", "close kicked"], _desk.Join("b", instance: "b2").Take());

        _desk.Pass(10_000);
        Assert.Equal(["existing [a]"], _desk.Join("b", instance: "b2").Take());
    }

    [Fact]
    public void Ban_PeerWithIdentity_KeepsTheIdentityOutUnderOtherNames()
    {
        var a = _desk.Join("a", identity: "alice");
        var phone = _desk.Join("phone", identity: "bob");
        var laptop = _desk.Join("laptop", identity: "bob");
        a.Take();

        Assert.Equal("laptop phone", string.Join(' ', _desk.Ban("phone").Split(' ').Order()));
        Assert.Equal(["left laptop kicked", "left phone kicked"], a.Take().Order());
        Assert.EndsWith("close kicked", phone.Take()[^1], StringComparison.Ordinal);
        Assert.EndsWith("close kicked", laptop.Take()[^1], StringComparison.Ordinal);
        Assert.Equal(["error kicked", "close kicked"], _desk.Join("other", identity: "bob").Take());
    }

    [Fact]
    public void Ban_SuspendedMember_HasLeftAtOnce()
    {
        var (a, b) = _desk.JoinTwo();
        b.Cut();
        a.Take();

        Assert.Equal("b", _desk.Ban("b"));
        Assert.Equal(["left b kicked"], a.Take());
        _desk.Pass(120_000);
        Assert.Empty(a.Take());
    }

    [Fact]
    public void Ban_OfSomebodyWhoIsNotThere_KeepsItOut()
    {
        _desk.Join("a");

        Assert.Equal("", _desk.Ban("b"));
        Assert.Equal(["error kicked", "close kicked"], _desk.Join("b").Take());
    }

    [Fact]
    public void Ban_Everybody_ClosesTheRoom()
    {
        var (a, b) = _desk.JoinTwo();

        Assert.Equal("a b", string.Join(' ', _desk.Ban().Split(' ').Order()));
        Assert.Equal("close room-closed", a.Take()[^1]);
        Assert.Equal("close room-closed", b.Take()[^1]);
        Assert.Equal(["error room-closed", "close room-closed"], _desk.Join("c").Take());
        Assert.True(_desk.Cell.IsEmpty);
    }

    [Fact]
    public void Ban_ThatHasEnded_LiftsTheEarlierOne_AlsoOfTheIdentityFoundWithIt()
    {
        _desk.Join("a");
        _desk.Join("b", identity: "bob");
        _desk.Ban("b");
        Assert.Equal(["error kicked", "close kicked"], _desk.Join("c", identity: "bob").Take());

        _desk.Ban("b", ms: 0);

        Assert.Equal(["existing [a]"], _desk.Join("c", identity: "bob").Take());
    }

    [Fact]
    public void Tombstones_AreBounded_AndThoseThatEndFirstGo()
    {
        var desk = new Desk(new Limits { TombstonesPerRoom = 2 });
        desk.Join("a");
        desk.Ban("x", ms: 1_000);
        desk.Ban("y", ms: 3_000);
        desk.Ban("z", ms: 2_000);

        Assert.Equal(["existing [a]"], desk.Join("x").Take());
        Assert.Equal(["error kicked", "close kicked"], desk.Join("y").Take());
        Assert.Equal(["error kicked", "close kicked"], desk.Join("z").Take());
    }

    [Fact]
    public void Ban_DuringTheSettlingOfALostRoom_BeatsTickets()
    {
        var before = new Desk();
        var ticket = before.Join("b").Ticket;
        var after = new Desk(settledAt: Desk.Start + 60_000);
        after.Ban("b");

        Assert.Equal(["error kicked", "close kicked"], after.Return(ticket).Take());
    }
}
