using Signaling.Grains.Abstractions.Streams;
using Signaling.Grains.Gateways;

namespace Signaling.Grains.Streams;

/// <inheritdoc cref="IInboundDoorGrain"/>
[Orleans.Concurrency.Reentrant, Orleans.Placement.PreferLocalPlacement, CollectionAgeLimit(Minutes = 5)]
internal sealed class InboundDoorGrain(ILocalSiloDetails silo, IClusterMembershipService membership, InboundMemories memories, GatewayLines gateways)
    : Grain, IInboundDoorGrain
{
    public ValueTask<DoorPlace> Open(string gateway)
    {
        gateways.To(gateway).GoThrough(TaskScheduler.Current);
        var active = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        return new(new DoorPlace(silo.SiloAddress, [.. active.Select(member => member.SiloAddress)]));
    }

    public ValueTask<PutReceipt> Put(string queue, InboundBatch batch) => memories.Of(queue) is { } memory
        ? new(new PutReceipt(memory.Put(batch), null))
        : GrainFactory.GetGrain<IInboundQueueGrain>(queue).Place(batch);
}
