using Signaling.Grains.Abstractions.Streams;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>A silo that stands still takes calls and answers none. What only goes by way of it must not wait for it.</summary>
public sealed class StuckWayTests
{
    [Fact]
    public async Task CallsThatAreNeverAnswered_DoNotHoldUpWhatGoesToOtherSilos()
    {
        var isStuck = false;
        await using var cluster = await TestCluster.StartAsync(customizeClient: client => client.AddOutgoingGrainCallFilter(async call =>
        {
            if (Volatile.Read(ref isStuck) && call.InterfaceMethod.DeclaringType == typeof(IInboundQueueGrain)) await Task.Delay(Timeout.Infinite);
            await call.Invoke();
        }));
        var (alice, bob) = (new TestClient(cluster.Gateway(), "room", "alice"), new TestClient(cluster.Gateway(), "room", "bob"));
        await Task.WhenAll(alice.Joined.Task, bob.Joined.Task).WaitAsync(TimeSpan.FromSeconds(30));
        Volatile.Write(ref isStuck, true);

        for (var i = 0; i < 10; i++) alice.Send("bob", TestClient.Text(i));

        await Eventually.TrueAsync(() => alice.Unresolved == 0, () => ActorTests.Describe(alice), seconds: 20);
        Assert.Equal(Enumerable.Range(0, 10).Select(TestClient.Text), bob.Got["alice"]);
        Assert.Empty(alice.Faults.Concat(bob.Faults));
    }
}
