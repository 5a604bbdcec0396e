using Orleans.Streams;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>Over Orleans streams: one for each partition of rooms, for as long as the gateway lives.</summary>
public sealed class StreamInbound : IInboundPort
{
    private readonly Lazy<IAsyncStream<Inbound>[]> _streams;

    /// <param name="cluster">The client of the cluster; streams are looked up when the first is needed.</param>
    public StreamInbound(IClusterClient cluster) => _streams = new(() =>
    {
        var provider = cluster.GetStreamProvider(Partitions.StreamProvider);
        return [.. Enumerable.Range(0, Partitions.Count).Select(n => provider.GetStream<Inbound>(StreamId.Create(Partitions.Namespace, Partitions.KeyOf(n))))];
    });

    public Task SendAsync(int partition, Inbound inbound) => _streams.Value[partition].OnNextAsync(inbound);
}
