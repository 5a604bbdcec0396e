using Signaling.Core;
using Signaling.Gateway.Engine;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>What a gateway sees of the cluster's rooms: all of it, whoever's clients they are.</summary>
public sealed class DirectoryTests
{
    private const int Rooms = 12;

    [Fact]
    public async Task EveryGateway_SeesAllRoomsWhole()
    {
        await using var cluster = await TestCluster.StartAsync(3);
        var (east, west) = (cluster.Gateway(), cluster.Gateway());
        await FillAsync(east, west);

        foreach (var directory in (IRoomDirectory[])[(IRoomDirectory)east, (IRoomDirectory)west])
        {
            var sight = await directory.FindAsync("room-03");
            Assert.Equal(["alice", "bob"], sight!.Members.Select(member => member.PeerId).Order());
            Assert.Equal((DirectoryScope.Cluster, "alice-page"), (directory.Scope, sight.Members.Single(member => member.PeerId == "alice").Instance));
            Assert.Equal((Rooms, 2 * Rooms), await directory.CountAsync());
            Assert.Equal(Names().Select(name => new RoomSummary(name, 2, 0)), await directory.ListAsync("room-", null, 100));
            Assert.Equal(Names().Skip(5).Take(4), (await directory.ListAsync("room-", "room-04", 4)).Select(room => room.Room));
            Assert.Null(await directory.FindAsync("no-room"));
        }

        Assert.True(await cluster.SilosWithAsync("RoomGrain") > 1, "the rooms must be in several silos, or nothing was gathered");
    }

    [Fact]
    public async Task WhoLeaves_IsNotThereAnyMore()
    {
        await using var cluster = await TestCluster.StartAsync(2);
        var gateway = cluster.Gateway();
        var alice = new TestClient(gateway, "room", "alice");
        await alice.Joined.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var directory = (IRoomDirectory)cluster.Gateway();
        Assert.Equal((1, 1), await directory.CountAsync());

        alice.Leave();

        await Eventually.TrueAsync(async () => await directory.CountAsync() == (0, 0), () => "the room is still counted");
        Assert.Null(await directory.FindAsync("room"));
        Assert.Empty(await directory.ListAsync("", null, 10));
    }

    [Fact]
    public async Task ARoomThatIsOnlyAskedFor_IsNotKept()
    {
        await using var cluster = await TestCluster.StartAsync(1, new Limits { ResumeWindowMs = 1_000 });
        Assert.Null(await ((IRoomDirectory)cluster.Gateway()).FindAsync("no-room"));
        Assert.Equal(1, await cluster.SilosWithAsync("RoomGrain"));

        await Eventually.TrueAsync(async () => await cluster.SilosWithAsync("RoomGrain") == 0, () => "its grain is still there");
    }

    [Fact]
    public async Task RoomsOfASiloThatDied_AreBackInTheList_AndMeanwhileAListSaysThatItCannotTell()
    {
        await using var cluster = await TestCluster.StartAsync(3, new Limits { ResumeWindowMs = 8_000 });
        var (east, west) = (cluster.Gateway(), cluster.Gateway());
        await FillAsync(east, west);
        var directory = (IRoomDirectory)cluster.Gateway();

        await cluster.Silos.KillSiloAsync(await cluster.FullestAsync());

        await Eventually.TrueAsync(
            async () =>
            {
                try
                {
                    return (await directory.ListAsync("room-", null, 100)).SequenceEqual(Names().Select(name => new RoomSummary(name, 2, 0)));
                }
                catch (EngineUnreachableException)
                {
                    return false;
                }
            },
            () => "the rooms are not back");
    }

    [Fact]
    public async Task WithoutASilo_ItSaysThatTheClusterCannotBeReached()
    {
        await using var cluster = await TestCluster.StartAsync(1);
        var directory = (IRoomDirectory)cluster.Gateway();
        await cluster.Silos.KillSiloAsync(cluster.Silos.Silos[0]);

        await Assert.ThrowsAsync<EngineUnreachableException>(async () => await directory.CountAsync());
        await Assert.ThrowsAsync<EngineUnreachableException>(async () => await directory.FindAsync("room"));
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Rooms).Select(n => $"room-{n:00}");

    private static async Task FillAsync(IEngine east, IEngine west)
    {
        var clients = Names().SelectMany(room => (TestClient[])[new TestClient(east, room, "alice"), new TestClient(west, room, "bob")]).ToList();
        await Task.WhenAll(clients.Select(client => client.Joined.Task)).WaitAsync(TimeSpan.FromSeconds(40));
    }
}
