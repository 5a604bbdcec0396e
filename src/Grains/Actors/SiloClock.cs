namespace Signaling.Grains.Actors;

/// <summary>The time for the core: milliseconds since 1970 at the start of the process, and from there on a clock that never steps.</summary>
internal sealed class SiloClock(TimeProvider time)
{
    private const int EpochRandomBits = 12;

    private readonly long _startUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startTicks = time.GetTimestamp();

    public long NowMs => _startUnixMs + (long)time.GetElapsedTime(_startTicks).TotalMilliseconds;

    /// <summary>
    /// The epoch of an actor made now: higher than of one made before in any silo, as far as their clocks agree, and different from one made at the
    /// same moment. Where clocks do not agree the new one finds out and is made again until it is higher.
    /// </summary>
    public long NewEpoch() => (NowMs << EpochRandomBits) | (long)Random.Shared.Next(1 << EpochRandomBits);
}
