using Signaling.Core.Rooms;
using Signaling.Gateway.Engine;
using Signaling.Grains.Tests.Cluster;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Moderation;

/// <summary>A room learns of tombstones from gateways that know them, also when it was made anew: it keeps out whom a gateway does not know to be banned.</summary>
public sealed class RoomBriefingTests
{
    [Fact]
    public async Task ARoom_KnowsTheTombstones_OfTheGatewaysOfItsClients_AlsoAfterItWasLost()
    {
        await using var cluster = await TestCluster.StartAsync();
        var known = new Known(new Tombstone("room", "bob", null, Memory.In(600_000)));
        var alice = new TestClient(cluster.Gateway(tombstones: known), "room", "alice");
        await alice.Joined.Task.WaitAsync(TimeSpan.FromSeconds(20));
        var unknowing = cluster.Gateway();
        await RefusedAsync(unknowing);

        var old = cluster.Silos.Silos.ToList();
        await cluster.Silos.StartAdditionalSiloAsync();
        foreach (var silo in old) await cluster.Silos.KillSiloAsync(silo);
        await Eventually.TrueAsync(() => alice.Resumptions > 0, () => "the room has not come back");
        await RefusedAsync(unknowing);
    }

    /// <summary>The room may be told a moment after it was met: who was let in before is put out then.</summary>
    private static async Task RefusedAsync(IEngine gateway)
    {
        var bob = new TestClient(gateway, "room", "bob");
        await Eventually.TrueAsync(() => bob.Faults.Contains("Close kicked"), () => ActorTests.Describe(bob));
    }

    private sealed class Known(Tombstone tombstone) : ITombstones
    {
        public IReadOnlyList<Tombstone> Of(string room) => room == tombstone.Room ? [tombstone] : [];

        public Tombstone? Find(string room, string peerId, string? identity) => null;

        public ValueTask AddAsync(Tombstone tombstone) => default;
    }
}
