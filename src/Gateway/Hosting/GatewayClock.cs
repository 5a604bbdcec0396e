namespace Signaling.Gateway.Hosting;

/// <summary>The time for the core: milliseconds since 1970 at the start of the process, and from there on a clock that never steps.</summary>
public sealed class GatewayClock(TimeProvider time)
{
    private readonly long _startUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly long _startTicks = time.GetTimestamp();

    public TimeProvider Time { get; } = time;

    public long NowMs => _startUnixMs + (long)Time.GetElapsedTime(_startTicks).TotalMilliseconds;
}
