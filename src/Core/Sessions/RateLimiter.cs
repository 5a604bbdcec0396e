namespace Signaling.Core.Sessions;

/// <summary>A token bucket. Time is brought in; there is no clock and no timer.</summary>
public struct RateLimiter(double perSecond, int burst)
{
    private double _tokens = burst;
    private long _at = long.MinValue;

    /// <summary>Takes a token; otherwise says how many milliseconds it takes until there is one.</summary>
    public bool TryTake(long now, out int waitMs)
    {
        if (_at == long.MinValue) _at = now;
        _tokens = Math.Min(burst, _tokens + (Math.Max(0, now - _at) * perSecond / 1_000));
        _at = Math.Max(_at, now);
        if (_tokens >= 1)
        {
            _tokens--;
            waitMs = 0;
            return true;
        }

        waitMs = (int)Math.Ceiling((1 - _tokens) * 1_000 / perSecond);
        return false;
    }
}
