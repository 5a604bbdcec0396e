using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>A room: who is in it is in <see cref="RoomNode"/>. This is only its place in the cluster.</summary>
[Orleans.Placement.PreferLocalPlacement, KeepAlive]
internal sealed class RoomGrain(ActorServices services) : Grain, IRoomGrain
{
    private ActorShell _shell = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var node = new RoomNode(this.GetPrimaryKeyString(), services.Clock.NewEpoch(), services.Limits, services.Clock.NowMs);
        _shell = new ActorShell(node, () => node.IsIdle, this, GrainFactory, services);
        return Task.CompletedTask;
    }

    public ValueTask<BatchReply> Take(Parcel parcel) => new(_shell.Take(parcel));

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _shell.Stop();
        return Task.CompletedTask;
    }
}
