using Signaling.Core.Nodes;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Actors;

/// <summary>
/// A peer: its mailbox to the client, the candidates that wait for their descriptions, and the way of each description and candidate to the other
/// peer are in <see cref="PeerNode"/> and what it is made of. This is only its place in the cluster.
/// </summary>
[Orleans.Placement.PreferLocalPlacement, KeepAlive]
internal sealed class PeerGrain(ActorServices services) : ActorGrain(services), IPeerGrain
{
    protected override Node NewNode(ActorServices services, string key)
    {
        var (room, peerId) = ActorKey.ParsePeer(key);
        return new PeerNode(room, peerId, services.Clock.NewEpoch(), services.Limits);
    }
}
