using Orleans.Runtime.Placement;
using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Grains.Streams;

/// <summary>A bounded queue in memory. It lives in the silo that reads it; where it does not, it moves there as soon as it is empty.</summary>
[Orleans.Concurrency.Reentrant, Orleans.Placement.PreferLocalPlacement]
internal sealed class InboundQueueGrain(ILocalSiloDetails silo) : Grain, IInboundQueueGrain
{
    private const int BytesMax = 16 << 20;
    private static readonly TimeSpan WaitMax = TimeSpan.FromSeconds(1);

    private readonly Queue<InboundBatch> _batches = new();
    private long _bytes;
    private long _number = DateTime.UtcNow.Ticks; // the reader's tokens must grow, also from one making of this grain to the next
    private Guid _reader;
    private TaskCompletionSource? _waiting;

    public ValueTask<bool> Put(InboundBatch batch)
    {
        if (_bytes > 0 && _bytes + batch.Bytes > BytesMax) return new ValueTask<bool>(false);
        _batches.Enqueue(batch.Numbered(++_number));
        _bytes += batch.Bytes;
        _waiting?.TrySetResult();
        return new ValueTask<bool>(true);
    }

    public async ValueTask<InboundBatch[]> Take(Guid reader, SiloAddress readerSilo, int countMax)
    {
        _reader = reader;
        _waiting?.TrySetResult();
        if (_batches.Count == 0 && !readerSilo.Equals(silo.SiloAddress))
        {
            RequestContext.Set(IPlacementDirector.PlacementHintKey, readerSilo);
            this.MigrateOnIdle();
            return [];
        }

        if (_batches.Count == 0)
        {
            var waiting = _waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await waiting.Task.WaitAsync(WaitMax).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            if (_waiting == waiting) _waiting = null;
            if (_reader != reader) return [];
        }

        var taken = new InboundBatch[Math.Min(countMax, _batches.Count)];
        for (var i = 0; i < taken.Length; i++)
        {
            taken[i] = _batches.Dequeue();
            _bytes -= taken[i].Bytes;
        }

        return taken;
    }
}
