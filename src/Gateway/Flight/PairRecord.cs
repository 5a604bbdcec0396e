using Signaling.Core.Flight;
using Signaling.Core.Sessions;

namespace Signaling.Gateway.Flight;

/// <summary>One pair's timeline in the recorder, and its lock. Both sides' sessions write to it.</summary>
internal sealed class PairRecord(FlightRecorder recorder, PairName key)
{
    private readonly Lock _gate = new();
    private PairTimeline? _timeline = new(key.First, key.Second, recorder.Options.EntriesPerPair, recorder.Options.Addresses); // none when forgotten: sessions hold this for longer
    private long _lastAt;
    private int _bytes;
    private RateLimiter _rate = new(recorder.Options.MessagesPerSecond, recorder.Options.MessagesBurst);
    private long _skipped;

    public PairName Key => key;

    public long LastAt => Volatile.Read(ref _lastAt);

    /// <summary>The recorder dropped it; whoever still holds it must ask for a new one.</summary>
    public bool IsForgotten => Volatile.Read(ref _timeline) is null;

    /// <summary>Whether it is this pair.</summary>
    public bool IsWith(ReadOnlySpan<char> other, string self) => other.SequenceEqual(SideOf(self) == Side.First ? key.Second : key.First);

    public Side SideOf(string peerId) => peerId == key.First ? Side.First : Side.Second;

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
            if (_timeline is not { } timeline) return;
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
            _timeline = null;
            return _bytes;
        }
    }

    /// <summary>As it is now; null when it is forgotten.</summary>
    public PairSight? Sight(long now)
    {
        lock (_gate) return _timeline?.Sight(now, _skipped);
    }
}
