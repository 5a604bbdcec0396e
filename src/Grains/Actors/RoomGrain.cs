using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>A room: who is in it is in <see cref="RoomNode"/>. This is only its place in the cluster.</summary>
[Orleans.Placement.PreferLocalPlacement, KeepAlive]
internal sealed class RoomGrain(ActorServices services) : ActorGrain(services), IRoomGrain
{
    protected override Node NewNode(ActorServices services, string key) =>
        new RoomNode(key, services.Clock.NewEpoch(), services.Limits, services.Clock.NowMs);
}
