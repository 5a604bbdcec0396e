using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Streams;

/// <summary>Lives in whichever silo is asked.</summary>
[Orleans.Concurrency.StatelessWorker, Orleans.Concurrency.Reentrant]
internal sealed class InboundDoorGrain : Grain, IInboundDoorGrain
{
    public ValueTask Enter(int partition, Inbound inbound) => GrainFactory.GetGrain<IPartitionGrain>(Partitions.KeyOf(partition)).Deliver(inbound);
}
