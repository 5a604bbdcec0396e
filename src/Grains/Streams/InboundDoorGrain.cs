using Signaling.Grains.Abstractions.Streams;
using Signaling.Grains.Gateways;

namespace Signaling.Grains.Streams;

/// <inheritdoc cref="IInboundDoorGrain"/>
[Orleans.Concurrency.Reentrant, Orleans.Placement.PreferLocalPlacement, CollectionAgeLimit(Minutes = 5)]
internal sealed class InboundDoorGrain(ILocalSiloDetails silo, IClusterMembershipService membership, InboundMemories memories, GatewayLines gateways)
    : Grain, IInboundDoorGrain
{
    private readonly HashSet<string> _through = []; // one, as a gateway names its doors

    public ValueTask<DoorPlace> Open(string gateway)
    {
        _through.Add(gateway);
        gateways.To(gateway).GoThrough(TaskScheduler.Current);
        var active = membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active);
        return new(new DoorPlace(silo.SiloAddress, [.. active.Select(member => member.SiloAddress)]));
    }

    /// <summary>What was called from here would have its answers sent here, wherever that is made anew.</summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        foreach (var gateway in _through) gateways.Leave(gateway, TaskScheduler.Current);
        return Task.CompletedTask;
    }

    public ValueTask<PutReceipt> Put(string queue, InboundBatch batch) => memories.Of(queue) is { } memory
        ? new(new PutReceipt(memory.Put(batch), null))
        : GrainFactory.GetGrain<IInboundQueueGrain>(queue).Place(batch);
}
