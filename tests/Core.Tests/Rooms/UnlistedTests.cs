using Signaling.Core.Tests.Cells;

namespace Signaling.Core.Tests.Rooms;

/// <summary>Members that nobody is told of.</summary>
public sealed class UnlistedTests
{
    private readonly Desk _desk = new(new Limits { RoomPeers = 2 });

    [Fact]
    public void Join_Unlisted_IsToldToNobody_AndToldOfNobody()
    {
        var a = _desk.Join("a");
        var u = _desk.Join("u", unlisted: true);
        var b = _desk.Join("b");
        u.Leave();

        Assert.Equal(["existing []", "joined b b1 impolite"], a.Take());
        Assert.Equal(["existing [a]"], b.Take());
        Assert.Equal(["existing []", "close goodbye"], u.Take());
    }

    [Fact]
    public void Join_Unlisted_TakesNoListedPlace()
    {
        foreach (var id in (string[])["u", "v", "w"]) Assert.Equal(["existing []"], _desk.Join(id, unlisted: true).Take());
        _desk.JoinTwo();

        Assert.Equal(["error room-full", "close room-full"], _desk.Join("c").Take());
        Assert.Equal(5, _desk.Cell.Roster.Count);
    }

    [Fact]
    public void Send_WhoKnowsTheName_ReachesIt_AndIsReached()
    {
        var (a, u) = (_desk.Join("a"), _desk.Join("u", unlisted: true));
        a.Take();
        u.Take();
        a.Message("hello", "u");
        u.Message("hello yourself", "a");
        a.Message("all of you");

        Assert.Equal(["message a 1 hello"], u.Take());
        Assert.Equal(["message u 1 hello yourself"], a.Take());
    }

    [Fact]
    public void Broadcast_WhileTheRoomSettles_WaitsForNobodyWhoIsNotThere()
    {
        var desk = new Desk(settledAt: Desk.Start + 60_000);
        var (a, u) = (desk.Join("a", acks: false), desk.Join("u", unlisted: true));
        a.Take();
        u.Take();
        u.Message("all of you");
        desk.Pass(desk.Limits.AckDelayMs);

        Assert.Single(a.Take());
        Assert.Equal(["ack 1"], u.Take());
    }

    [Fact]
    public void Offers_OfManyConnections_ForgetTheOldestThatIsPast()
    {
        var (a, b) = _desk.JoinTwo();
        for (var i = 0; i < (_desk.Limits.ConnectionsPerPair * 2) + 1; i++)
        {
            a.Offer("b", $"u{i}", label: $"c{i}");
            b.Answer("a", $"w{i}", label: $"c{i}");
        }

        Assert.DoesNotContain(a.Take(), line => line.Contains("busy", StringComparison.Ordinal));
        Assert.DoesNotContain(b.Take(), line => line.Contains("busy", StringComparison.Ordinal));
    }

    [Fact]
    public void Leave_ForgetsTheRoom_WhenNobodyIsLeft()
    {
        _desk.Join("u", unlisted: true).Leave();

        Assert.True(_desk.Cell.IsEmpty);
    }
}
