using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>What clients may do, and who may not be here.</summary>
public sealed partial class OrleansEngine
{
    public void Authorize(IClient client, Rights rights, long until) => Call(IdOf(client), id => _node.Authorize(id, rights, until));

    /// <summary>By a call of its own: who asks waits for the answer, and nothing that clients send stands before it.</summary>
    public async Task<IReadOnlyList<Removed>> BanAsync(Tombstone tombstone)
    {
        var order = new BanOrder(tombstone.PeerId, tombstone.Identity, tombstone.Until, tombstone.Note);
        var removed = await _cluster.GetGrain<IRoomGrain>(tombstone.Room).Ban(order);
        return [.. removed.Select(peer => new Removed(peer.PeerId, peer.Identity))];
    }
}
