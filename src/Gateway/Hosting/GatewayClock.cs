namespace Signaling.Gateway.Hosting;

/// <summary>The time for the core: milliseconds since 1970 at the start of the process, and from there on a clock that never steps.</summary>
public sealed class GatewayClock(TimeProvider time)
{
    private readonly long _startUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startTicks = time.GetTimestamp();
    private readonly long _startTickCount = Environment.TickCount64;
    private readonly bool _isSystems = time == TimeProvider.System; // then the coarse clock will do, at a tenth of the cost

    public TimeProvider Time { get; } = time;

    public long NowMs => _startUnixMs + (_isSystems ? Environment.TickCount64 - _startTickCount : (long)Time.GetElapsedTime(_startTicks).TotalMilliseconds);
}
