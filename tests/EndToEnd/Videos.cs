using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>What a person would look at: the pictures of a page.</summary>
internal static class Videos
{
    private const int PatienceMs = 15_000;

    private const string Playing = """
        count => [...document.querySelectorAll("video")]
          .filter(video => video.checkVisibility() && !video.paused && video.getVideoPlaybackQuality().totalVideoFrames > 5)
          .length === count
        """;

    private const string State = """
        () => JSON.stringify([...document.querySelectorAll("video")].map(video => ({
          id: video.id, visible: video.checkVisibility(), paused: video.paused, width: video.videoWidth,
          frames: video.getVideoPlaybackQuality().totalVideoFrames,
        })))
        """;

    /// <summary>Waits until so many videos can be seen moving, and no others.</summary>
    public static async Task PlayAsync(IPage page, int count)
    {
        try
        {
            await page.WaitForFunctionAsync(Playing, count, new() { Timeout = PatienceMs, PollingInterval = 100 });
        }
        catch (TimeoutException e)
        {
            throw new TimeoutException($"{count} videos should play; these are there: {await page.EvaluateAsync<string>(State)}", e);
        }
    }
}
