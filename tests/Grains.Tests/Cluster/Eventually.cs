namespace Signaling.Grains.Tests.Cluster;

/// <summary>Waits for something that takes its time, with a limit.</summary>
internal static class Eventually
{
    public static Task TrueAsync(Func<bool> isTrue, Func<string> why, int seconds = 40) => TrueAsync(() => Task.FromResult(isTrue()), why, seconds);

    public static async Task TrueAsync(Func<Task<bool>> isTrue, Func<string> why, int seconds = 40)
    {
        for (var left = seconds * 20; left > 0; left--)
        {
            if (await isTrue()) return;
            await Task.Delay(50);
        }

        Assert.Fail(why());
    }
}
