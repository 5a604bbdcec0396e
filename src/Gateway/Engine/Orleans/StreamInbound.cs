using Orleans.Streams;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>
/// Over Orleans streams: one for each partition of rooms, for as long as the gateway lives. What is not taken soon goes a second time, around whatever
/// silo it may be stuck in: it is taken once.
/// </summary>
public sealed class StreamInbound : IInboundPort
{
    /// <summary>A call that went by way of a silo that died is never answered; what it carried is sent again, and taken once.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(750);

    /// <summary>How long the way in may take before another one is tried too.</summary>
    private static readonly TimeSpan Hesitation = TimeSpan.FromMilliseconds(200);

    /// <summary>More ways than there are silos, so that they lead to all of them.</summary>
    private const int Doors = 64;

    private readonly Lazy<IAsyncStream<Inbound>[]> _streams;
    private readonly IClusterClient _cluster;
    private TaskCompletionSource _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _door;

    /// <param name="cluster">The client of the cluster; streams are looked up when the first is needed.</param>
    public StreamInbound(IClusterClient cluster)
        : this(cluster, () => cluster.GetStreamProvider(Partitions.StreamProvider))
    {
    }

    /// <summary>A client that has not started yet has no streams: who comes then tries again, and so do these.</summary>
    internal StreamInbound(IClusterClient cluster, Func<IStreamProvider> find)
    {
        _cluster = cluster;
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
        var done = Task.WhenAny(sent, lost);
        await ((Task)done).WaitAsync(Hesitation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!done.IsCompleted) done = Task.WhenAny(sent, lost, GoAroundAsync(partition, inbound));
        if (await done.WaitAsync(Patience) == lost) throw new SiloLostException();
        await await done;
    }

    /// <summary>A connection to a silo ended: nobody waits any longer for what is on its way, for it may have gone by that one.</summary>
    public void SiloLost() =>
        Interlocked.Exchange(ref _lost, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>Where that is no way either it says so to nobody: the first way has its time.</summary>
    private async Task GoAroundAsync(int partition, Inbound inbound)
    {
        var door = (int)((uint)Interlocked.Increment(ref _door) % Doors);
        try
        {
            await _cluster.GetGrain<IInboundDoorGrain>(door).Enter(partition, inbound);
        }
        catch (Exception)
        {
            await Task.Delay(Timeout.Infinite);
        }
    }

    private sealed class SiloLostException() : Exception("The connection to a silo ended.");
}
