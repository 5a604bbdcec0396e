using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>A room: who is in it is in <see cref="RoomNode"/>. This is only its place in the cluster.</summary>
[Orleans.Placement.PreferLocalPlacement, KeepAlive]
internal sealed class RoomGrain(ActorServices services) : ActorGrain(services), IRoomGrain
{
    private RoomNode _room = null!;
    private long _counted;

    public ValueTask<IReadOnlyList<RemovedPeer>> Ban(BanOrder order)
    {
        var tombstone = new Tombstone(this.GetPrimaryKeyString(), order.PeerId, order.Identity, order.Until, order.Note);
        var removed = Shell.Run(now => _room.Ban(tombstone, now));
        return new([.. removed.Select(peer => new RemovedPeer(peer.PeerId, peer.Identity))]);
    }

    /// <summary>Through the shell, so that a room that is only looked at ends again.</summary>
    public ValueTask<RoomLook?> Look() => new(Shell.Run(now =>
    {
        Member[] members = [.. _room.Everybody()];
        return members.Length == 0 ? null : RoomLook.Of(_room.Members.Epoch, _room.Members.SettlingMs(now), members);
    }));

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Services.Rooms.Set(_room.Members.RoomName, 0, 0);
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    protected override Action Settled => Count;

    protected override Node NewNode(ActorServices services, string key)
    {
        var epoch = services.Clock.NewEpoch();
        var chronicle = services.Watch is { } watch ? new RoomChronicle(key, epoch, watch) : null;
        return _room = new RoomNode(key, epoch, services.Limits, services.Clock.NowMs) { Chronicle = chronicle };
    }

    private void Count()
    {
        if (_room.Members.Version == _counted) return;
        _counted = _room.Members.Version;
        var (peers, suspended) = (0, 0);
        foreach (var member in _room.Everybody())
        {
            if (member.PeerId == Name.Server) continue;
            peers++;
            if (member.Suspended) suspended++;
        }

        Services.Rooms.Set(_room.Members.RoomName, peers, suspended);
    }
}
