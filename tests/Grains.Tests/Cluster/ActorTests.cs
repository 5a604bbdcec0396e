using Signaling.Core;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>Rooms and peers as grains: messages cross gateways in order, and nothing stays of who has gone.</summary>
public sealed class ActorTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Messages_BetweenTwoGateways_ComeOnceAndInOrder(bool direct)
    {
        await using var cluster = await TestCluster.StartAsync();
        var alice = new TestClient(cluster.Gateway(direct), "room", "alice");
        await alice.Joined.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var bob = new TestClient(cluster.Gateway(direct), "room", "bob");
        await bob.Joined.Task.WaitAsync(TimeSpan.FromSeconds(20));
        const int count = 500;

        for (var i = 0; i < count; i++)
        {
            alice.Send("bob", TestClient.Text(i));
            bob.Send("alice", TestClient.Text(i));
        }

        await Eventually.TrueAsync(() => alice.Unresolved + bob.Unresolved == 0, () => $"alice: {Describe(alice)}\nbob: {Describe(bob)}");
        var expected = Enumerable.Range(0, count).Select(TestClient.Text);
        Assert.Equal(expected, bob.Got["alice"]);
        Assert.Equal(expected, alice.Got["bob"]);
        Assert.Empty(alice.Faults.Concat(bob.Faults));
    }

    [Fact]
    public async Task Grains_OfARoomThatAllHaveLeft_GoAway()
    {
        await using var cluster = await TestCluster.StartAsync(1, new Limits { ResumeWindowMs = 1_000 });
        var gateway = cluster.Gateway();
        var alice = new TestClient(gateway, "room", "alice");
        var bob = new TestClient(gateway, "room", "bob");
        await Task.WhenAll(alice.Joined.Task, bob.Joined.Task).WaitAsync(TimeSpan.FromSeconds(20));
        Assert.Equal(3, await cluster.CountAsync("PeerGrain") + await cluster.CountAsync("RoomGrain"));

        alice.Leave();
        bob.Leave();

        await Eventually.TrueAsync(
            async () => await cluster.CountAsync("PeerGrain") + await cluster.CountAsync("RoomGrain") == 0, () => "grains are still there");
    }

    internal static string Describe(TestClient client) =>
        $"{client.Unresolved} unresolved, {string.Join(" ", client.Got.Select(got => $"{got.Value.Count} from {got.Key}"))}, {string.Join("; ", client.Faults)}\n  " + string.Join("\n  ", client.Log.TakeLast(15));
}
