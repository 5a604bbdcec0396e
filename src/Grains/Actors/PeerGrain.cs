using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>
/// A peer: its mailbox to the client, the candidates that wait for their descriptions, and the way of each description and candidate to the other
/// peer are in <see cref="PeerNode"/> and what it is made of. This is only its place in the cluster.
/// </summary>
[Orleans.Placement.PreferLocalPlacement, KeepAlive]
internal sealed class PeerGrain(ActorServices services) : Grain, IPeerGrain
{
    private ActorShell _shell = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var (room, peerId) = ActorKey.ParsePeer(this.GetPrimaryKeyString());
        var node = new PeerNode(room, peerId, services.Clock.NewEpoch(), services.Limits);
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
