using Orleans.Streams;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>Over Orleans streams: one for each partition of rooms, for as long as the gateway lives.</summary>
public sealed class StreamInbound : IInboundPort
{
    /// <summary>A call that went by way of a silo that died is never answered; what it carried is sent again, and taken once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(750);

    private readonly Lazy<IAsyncStream<Inbound>[]> _streams;
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="cluster">The client of the cluster; streams are looked up when the first is needed.</param>
    public StreamInbound(IClusterClient cluster)
        : this(() => cluster.GetStreamProvider(Partitions.StreamProvider))
    {
    }

    /// <summary>A client that has not started yet has no streams: who comes then tries again, and so do these.</summary>
    internal StreamInbound(Func<IStreamProvider> find)
    {
        _streams = new(
            () =>
            {
                var provider = find();
                return [.. Enumerable.Range(0, Partitions.Count).Select(n => provider.GetStream<Inbound>(StreamId.Create(Partitions.Namespace, Partitions.KeyOf(n))))];
            },
            LazyThreadSafetyMode.PublicationOnly); // any other mode keeps the exception, and the gateway would be deaf for good
    }

    public async Task SendAsync(int partition, Inbound inbound)
    {
        var lost = Volatile.Read(ref _lost).Task;
        var sent = _streams.Value[partition].OnNextAsync(inbound);
        if (await Task.WhenAny(sent, lost).WaitAsync(Patience) == lost) throw new SiloLostException();
        await sent;
    }

    /// <summary>A connection to a silo ended: nobody waits any longer for what is on its way, for it may have gone by that one.</summary>
    public void SiloLost() =>
        Interlocked.Exchange(ref _lost, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    private sealed class SiloLostException() : Exception("The connection to a silo ended.");
}
