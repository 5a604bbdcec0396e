using Signaling.Core.Nodes;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>A room: who is in it is in <see cref="RoomNode"/>. This is only its place in the cluster.</summary>
[Orleans.Placement.PreferLocalPlacement, KeepAlive]
internal sealed class RoomGrain(ActorServices services) : ActorGrain(services), IRoomGrain
{
    private RoomNode _room = null!;

    public ValueTask<IReadOnlyList<RemovedPeer>> Ban(BanOrder order)
    {
        var tombstone = new Tombstone(this.GetPrimaryKeyString(), order.PeerId, order.Identity, order.Until, order.Note);
        var removed = Shell.Run(now => _room.Ban(tombstone, now));
        return new([.. removed.Select(peer => new RemovedPeer(peer.PeerId, peer.Identity))]);
    }

    protected override Node NewNode(ActorServices services, string key)
    {
        var epoch = services.Clock.NewEpoch();
        var chronicle = services.Watch is { } watch ? new RoomChronicle(key, epoch, watch) : null;
        return _room = new RoomNode(key, epoch, services.Limits, services.Clock.NowMs) { Chronicle = chronicle };
    }
}
