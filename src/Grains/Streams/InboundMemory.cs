using System.Collections.Concurrent;
using Signaling.Grains.Abstractions.Streams;

namespace Signaling.Grains.Streams;

/// <summary>What gateways put into a queue by doors of the silo that reads it. It is bounded, and gone with its reader.</summary>
internal sealed class InboundMemory
{
    internal const int BytesMax = 16 << 20;

    private readonly Lock _gate = new();
    private readonly Queue<InboundBatch> _batches = new();
    private TaskCompletionSource? _waiting;
    private long _bytes;
    private bool _isClosed;

    /// <summary>Puts in at the end. False when it is full, or nobody reads it any more.</summary>
    public bool Put(InboundBatch batch)
    {
        TaskCompletionSource? waiting;
        lock (_gate)
        {
            if (_isClosed || (_bytes > 0 && _bytes + batch.Bytes > BytesMax)) return false;
            _batches.Enqueue(batch);
            _bytes += batch.Bytes;
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult();
        return true;
    }

    /// <summary>Takes out what there is, in order.</summary>
    public void Take(int countMax, List<InboundBatch> into)
    {
        lock (_gate)
        {
            while (into.Count < countMax && _batches.TryDequeue(out var batch))
            {
                _bytes -= batch.Bytes;
                into.Add(batch);
            }
        }
    }

    /// <summary>Ends when there is something.</summary>
    public Task WaitAsync()
    {
        lock (_gate)
        {
            if (_batches.Count > 0) return Task.CompletedTask;
            return (_waiting ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Takes nothing any more; gives what was not read.</summary>
    public IReadOnlyList<InboundBatch> Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            InboundBatch[] left = [.. _batches];
            _batches.Clear();
            return left;
        }
    }
}

/// <summary>The queues that this silo reads.</summary>
internal sealed class InboundMemories
{
    private readonly ConcurrentDictionary<string, InboundMemory> _byQueue = new();

    /// <summary>Null when this silo does not read it.</summary>
    public InboundMemory? Of(string queue) => _byQueue.GetValueOrDefault(queue);

    /// <summary>A reader begins. One that read it before in this silo is not put into any more.</summary>
    public InboundMemory Open(string queue) => _byQueue[queue] = new InboundMemory();

    public void Close(string queue, InboundMemory memory) => _byQueue.TryRemove(new(queue, memory));
}
