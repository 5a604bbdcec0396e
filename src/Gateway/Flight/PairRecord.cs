using Signaling.Core.Flight;
using Signaling.Core.Sessions;

namespace Signaling.Gateway.Flight;

/// <summary>One pair's timeline in the recorder, and its lock. Both sides' sessions write to it.</summary>
internal sealed class PairRecord(FlightRecorder recorder, PairKey key, PairTimeline timeline)
{
    private readonly Lock _gate = new();
    private long _lastAt;
    private int _bytes;
    private volatile bool _isForgotten;
    private RateLimiter _rate = new(recorder.Options.MessagesPerSecond, recorder.Options.MessagesBurst);
    private long _skipped;

    public PairKey Key => key;

    public long LastAt => Volatile.Read(ref _lastAt);

    /// <summary>The recorder dropped it; whoever still holds it must ask for a new one.</summary>
    public bool IsForgotten => _isForgotten;

    /// <summary>Whether it is this pair.</summary>
    public bool IsWith(ReadOnlySpan<char> other, string self) => other.SequenceEqual(SideOf(self) == Side.First ? timeline.Second : timeline.First);

    public Side SideOf(string peerId) => peerId == timeline.First ? Side.First : Side.Second;

    /// <summary>Whether one more message is within the pair's rate, and to be noted.</summary>
    public bool Admits(long now)
    {
        lock (_gate)
        {
            if (_rate.TryTake(now, out _)) return true;
            _skipped++;
            return false;
        }
    }

    /// <summary>Notes what becomes of messages and peers.</summary>
    public void Write<T>(T state, Action<PairTimeline, T, long> write, long now)
    {
        int grown;
        lock (_gate)
        {
            if (_isForgotten) return;
            write(timeline, state, now);
            _lastAt = now;
            (grown, _bytes) = (timeline.Bytes - _bytes, timeline.Bytes);
        }

        if (grown != 0) recorder.Grew(grown);
    }

    /// <summary>Ends it; returns the bytes that it counted.</summary>
    public int Forget()
    {
        lock (_gate)
        {
            _isForgotten = true;
            return _bytes;
        }
    }

    public T Read<T>(Func<PairTimeline, long, T> read)
    {
        lock (_gate) return read(timeline, _skipped);
    }
}

/// <summary>A pair of a room; the names in their order.</summary>
internal readonly record struct PairKey(string Room, string First, string Second)
{
    public static PairKey Of(string room, string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? new PairKey(room, one, other) : new PairKey(room, other, one);
}
