namespace Signaling.Webhooks;

/// <summary>
/// Events that wait to be taken, in lanes: all of a room are in one, in order. When it is full, new ones are dropped and counted; what waits
/// stays, so that each room's numbers have one gap and not many.
/// </summary>
internal sealed class WebhookQueue(WebhookOptions options)
{
    public const int Lanes = 8;

    private readonly Lane[] _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => new Lane())];
    private long _events;
    private long _bytes;
    private long _dropped;

    /// <summary>Events that wait now.</summary>
    public long Waiting => Interlocked.Read(ref _events);

    /// <summary>Events that were dropped since the start.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Add(string room, byte[] json)
    {
        var lane = _lanes[(uint)string.GetHashCode(room, StringComparison.Ordinal) % Lanes];
        lock (lane)
        {
            if (Waiting >= options.QueueEvents || Interlocked.Read(ref _bytes) + json.Length > options.QueueBytes)
            {
                lane.Dropped++;
                Interlocked.Increment(ref _dropped);
                return;
            }

            lane.Events.Enqueue(json);
        }

        Interlocked.Increment(ref _events);
        Interlocked.Add(ref _bytes, json.Length);
        if (lane.Signal.CurrentCount == 0) lane.Signal.Release();
    }

    /// <summary>Waits until a lane has something.</summary>
    public Task WaitAsync(int lane, CancellationToken cancellation) => _lanes[lane].Signal.WaitAsync(cancellation);

    /// <summary>The oldest events of a lane, which stay in it; and how many were dropped behind those that waited before.</summary>
    public (IReadOnlyList<byte[]> Events, long Dropped) Peek(int lane)
    {
        var from = _lanes[lane];
        lock (from) return ([.. from.Events.Take(options.BatchEvents)], from.Dropped);
    }

    /// <summary>They were taken, and the dropped ones told.</summary>
    public void Remove(int lane, int count, long dropped)
    {
        var from = _lanes[lane];
        lock (from)
        {
            for (var i = 0; i < count; i++) Interlocked.Add(ref _bytes, -from.Events.Dequeue().Length);
            from.Dropped -= dropped;
        }

        Interlocked.Add(ref _events, -count);
    }

    /// <summary>They are given up: dropped like those that found no room.</summary>
    public void GiveUp(int lane, int count)
    {
        Remove(lane, count, 0);
        lock (_lanes[lane]) _lanes[lane].Dropped += count;
        Interlocked.Add(ref _dropped, count);
    }

    private sealed class Lane
    {
        public Queue<byte[]> Events { get; } = new();

        public SemaphoreSlim Signal { get; } = new(0);

        /// <summary>Dropped and not told yet.</summary>
        public long Dropped { get; set; }
    }
}
