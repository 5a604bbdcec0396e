using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Streams;
using Signaling.Grains.Streams;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>
/// A gateway has a door into each silo, so that nothing between it and a silo goes by way of another one, which may stand still: what it sends is put into
/// the memory of the silo that reads it, and what silos tell it they tell from its doors, where its answers come to.
/// </summary>
public sealed class DoorTests
{
    private int _aside;

    [Fact]
    public async Task OnceItsDoorsAreFound_NothingGoesAside()
    {
        await using var cluster = await TestCluster.StartAsync(3, customize: silo => silo
            .AddOutgoingGrainCallFilter(call => Count(call, call.InterfaceMethod.DeclaringType == typeof(IGatewayObserver) && call.SourceContext?.GrainInstance is not InboundDoorGrain))
            .AddIncomingGrainCallFilter(call => Count(call, call.ImplementationMethod.Name is nameof(IInboundQueueGrain.Put) or nameof(IInboundQueueGrain.Place) && call.Grain is InboundQueueGrain)));
        var gateway = cluster.Gateway();
        var rooms = Enumerable.Range(0, 12).Select(i => (Alice: new TestClient(gateway, $"room-{i}", "alice"), Bob: new TestClient(gateway, $"room-{i}", "bob"))).ToList();
        await Task.WhenAll(rooms.SelectMany(room => new[] { room.Alice.Joined.Task, room.Bob.Joined.Task })).WaitAsync(TimeSpan.FromSeconds(30));

        var said = 0;
        await Eventually.TrueAsync(
            async () =>
            {
                var before = Volatile.Read(ref _aside);
                var count = said + 5;
                for (; said < count; said++)
                {
                    foreach (var (alice, _) in rooms) alice.Send("bob", TestClient.Text(said));
                }

                await Eventually.TrueAsync(() => rooms.All(room => room.Alice.Unresolved == 0), () => "not all came");
                return Volatile.Read(ref _aside) == before;
            },
            () => $"{_aside} calls went aside");

        foreach (var (_, bob) in rooms) Assert.Equal(Enumerable.Range(0, said).Select(TestClient.Text), bob.Got["alice"]);
    }

    private Task Count(IGrainCallContext call, bool isAside)
    {
        if (isAside) Interlocked.Increment(ref _aside);
        return call.Invoke();
    }
}
