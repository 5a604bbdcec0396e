namespace Signaling.TestKit;

/// <summary>Waits for something that takes its time and says no word when it is there.</summary>
public static class Eventually
{
    public static Task TrueAsync(Func<bool> isTrue, Func<string>? why = null, int seconds = 40) => TrueAsync(() => Task.FromResult(isTrue()), why, seconds);

    /// <summary>Fails with <paramref name="why"/> when it is not so in time.</summary>
    public static async Task TrueAsync(Func<Task<bool>> isTrue, Func<string>? why = null, int seconds = 40)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !await isTrue(); await Task.Delay(10))
        {
            if (TimeProvider.System.GetElapsedTime(began).TotalSeconds > seconds) throw new TimeoutException(why?.Invoke() ?? $"It is not so after {seconds} s.");
        }
    }
}
