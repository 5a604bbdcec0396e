using Orleans.Streams;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>Over Orleans streams: one for each partition of rooms, for as long as the gateway lives.</summary>
public sealed class StreamInbound : IInboundPort
{
    /// <summary>A call that went by way of a silo that died is never answered; what it carried is sent again, and taken once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(750);

    private readonly Lazy<IAsyncStream<Inbound>[]> _streams;

    /// <param name="cluster">The client of the cluster; streams are looked up when the first is needed.</param>
    public StreamInbound(IClusterClient cluster) => _streams = new(() =>
    {
        var provider = cluster.GetStreamProvider(Partitions.StreamProvider);
        return [.. Enumerable.Range(0, Partitions.Count).Select(n => provider.GetStream<Inbound>(StreamId.Create(Partitions.Namespace, Partitions.KeyOf(n))))];
    });

    public Task SendAsync(int partition, Inbound inbound) => _streams.Value[partition].OnNextAsync(inbound).WaitAsync(Patience);
}
