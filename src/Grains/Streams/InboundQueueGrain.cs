using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Grains.Streams;

/// <summary>
/// A bounded queue in memory, for what does not come by way of the silo that reads it (see <see cref="InboundMemory"/>). It is made where it is first needed, which is nearly always in the silo that reads it; where it is not, an empty
/// one ends, and its reader's next call makes it anew there. It does not migrate: two silos that migrate grains to each other while a reader's
/// call follows the grain wait for each other, for half a minute.
/// </summary>
[Orleans.Concurrency.Reentrant, Orleans.Placement.PreferLocalPlacement]
internal sealed class InboundQueueGrain(ILocalSiloDetails silo) : Grain, IInboundQueueGrain
{
    private static readonly TimeSpan WaitMax = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a queue stays where it was made: while silos come and go an old reader's last call may come from elsewhere.</summary>
    private const int StaysMs = 5_000;

    private readonly Queue<InboundBatch> _batches = new();
    private readonly long _madeAt = Environment.TickCount64;
    private long _bytes;
    private long _number = DateTime.UtcNow.Ticks; // the reader's tokens must grow, also from one making of this grain to the next
    private Guid _reader;
    private SiloAddress? _readerSilo;
    private TaskCompletionSource? _waiting;

    public ValueTask<bool> Put(InboundBatch batch)
    {
        if (_bytes > 0 && _bytes + batch.Bytes > InboundMemory.BytesMax) return new ValueTask<bool>(false);
        _batches.Enqueue(batch.Numbered(++_number));
        _bytes += batch.Bytes;
        _waiting?.TrySetResult();
        return new ValueTask<bool>(true);
    }

    public async ValueTask<PutReceipt> Place(InboundBatch batch) => new(await Put(batch), _readerSilo);

    public async ValueTask<InboundBatch[]> Take(Guid reader, SiloAddress readerSilo, int countMax)
    {
        (_reader, _readerSilo) = (reader, readerSilo);
        _waiting?.TrySetResult();
        if (countMax == 0) return [];
        if (_batches.Count == 0 && !readerSilo.Equals(silo.SiloAddress) && Environment.TickCount64 - _madeAt > StaysMs)
        {
            DeactivateOnIdle();
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
