using Signaling.Core;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>A silo dies in the middle of conversations: nothing is lost, repeated or reordered at the clients (promise P2).</summary>
public sealed class FailoverTests
{
    [Fact]
    public Task ASiloKilled_LosesRepeatsAndReordersNothing() => ConverseAsync(async cluster => await cluster.Silos.KillSiloAsync(await cluster.FullestAsync()));

    [Fact]
    public Task ASiloStopped_LosesRepeatsAndReordersNothing() => ConverseAsync(async cluster => await cluster.Silos.StopSiloAsync(await cluster.FullestAsync()));

    internal static async Task ConverseAsync(Func<TestCluster, Task> strike, Func<int, TimeProvider>? clocks = null)
    {
        const int rooms = 6;
        const int count = 300;
        await using var cluster = await TestCluster.StartAsync(3, new Limits { ResumeWindowMs = 8_000 }, clocks);
        var (east, west) = (cluster.Gateway(), cluster.Gateway());
        var pairs = new List<(TestClient Alice, TestClient Bob)>();
        for (var i = 0; i < rooms; i++) pairs.Add((new TestClient(east, $"room-{i}", "alice"), new TestClient(west, $"room-{i}", "bob")));
        await Task.WhenAll(pairs.SelectMany(pair => new[] { pair.Alice.Joined.Task, pair.Bob.Joined.Task })).WaitAsync(TimeSpan.FromSeconds(30));

        Task? strikes = null;
        for (var i = 0; i < count; i++)
        {
            foreach (var (alice, bob) in pairs)
            {
                alice.Send("bob", TestClient.Text(i));
                bob.Send("alice", TestClient.Text(i));
            }

            if (i == count / 3) strikes = strike(cluster);
            await Task.Delay(10);
        }

        await strikes!;
        var clients = pairs.SelectMany(pair => new[] { pair.Alice, pair.Bob }).ToList();
        await Eventually.TrueAsync(
            () => clients.All(client => client.Unresolved == 0),
            () => string.Join("\n", clients.Where(client => client.Unresolved > 0).Take(2).Select(ActorTests.Describe)),
            seconds: 60);
        var expected = Enumerable.Range(0, count).Select(TestClient.Text).ToList();
        foreach (var (alice, bob) in pairs)
        {
            Assert.Equal(expected, bob.Got["alice"]);
            Assert.Equal(expected, alice.Got["bob"]);
        }

        Assert.Empty(clients.SelectMany(client => client.Faults));
        Assert.True(clients.Sum(client => client.Resumptions) > 0, "the silo must have had something to lose");
    }
}
