using Signaling.Core.Sessions;

namespace Signaling.Core.Tests.Sessions;

public sealed class RateLimiterTests
{
    [Fact]
    public void TryTake_Burst_ThenTellsHowLongToWait()
    {
        var limiter = new RateLimiter(perSecond: 10, burst: 3);
        for (var i = 0; i < 3; i++) Assert.True(limiter.TryTake(1_000, out _));

        Assert.False(limiter.TryTake(1_000, out var waitMs));
        Assert.Equal(100, waitMs);
        Assert.False(limiter.TryTake(1_099, out _));
        Assert.True(limiter.TryTake(1_100, out _));
    }

    [Fact]
    public void TryTake_AfterALongPause_HasNoMoreThanTheBurst()
    {
        var limiter = new RateLimiter(perSecond: 10, burst: 2);
        limiter.TryTake(0, out _);

        Assert.Equal(2, Enumerable.Range(0, 5).Count(_ => limiter.TryTake(1_000_000, out var _)));
    }

    [Fact]
    public void TryTake_ClockThatGoesBack_GivesNothingAway()
    {
        var limiter = new RateLimiter(perSecond: 1_000, burst: 1);
        Assert.True(limiter.TryTake(5_000, out _));

        Assert.False(limiter.TryTake(4_000, out _));
        Assert.False(limiter.TryTake(5_000, out _));
        Assert.True(limiter.TryTake(5_001, out _));
    }
}
