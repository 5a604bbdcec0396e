namespace Signaling.Grains.Actors;

/// <summary>The time for the core: milliseconds since 1970 at the start of the process, and from there on a clock that never steps.</summary>
internal sealed class SiloClock(TimeProvider time)
{
    private const int EpochRandomBits = 12;

    private readonly long _startUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startTicks = time.GetTimestamp();
    private long _highest;

    public long NowMs => _startUnixMs + (long)time.GetElapsedTime(_startTicks).TotalMilliseconds;

    /// <summary>
    /// The epoch of an actor made now: higher than of one made before in any silo, as far as their clocks agree or this one has learnt of theirs, and
    /// different from one made at the same moment.
    /// </summary>
    public long NewEpoch() =>
        Math.Max(NowMs << EpochRandomBits, Volatile.Read(ref _highest) + 1) + Random.Shared.Next(1 << EpochRandomBits);

    /// <summary>Somebody knows this epoch: what is made here from now on is later. So a silo whose clock is behind is not behind for long.</summary>
    public void Learn(long epoch)
    {
        var highest = Volatile.Read(ref _highest);
        while (epoch > highest)
        {
            var before = Interlocked.CompareExchange(ref _highest, epoch, highest);
            if (before == highest) return;
            highest = before;
        }
    }
}
