using System.Diagnostics;
using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>Pages with y-webrtc and yjs from npm, unmodified: they meet at our door and share a document from browser to browser.</summary>
[Collection(OnStage.Name)]
public sealed class YWebrtcTests(Stage stage)
{
    private readonly string _room = Rooms.New();

    [SkippableTheory]
    [InlineData("")]
    [InlineData("sesame")] // what they publish is encrypted then
    public async Task TwoPages_ShareADocument(string password)
    {
        var ada = await OpenAsync(password);
        await WriteAsync(ada, "written before. ");
        var bob = await OpenAsync(password);
        await UntilAsync(bob, status => status is { Text: "written before. ", Peers: 1 });
        await WriteAsync(bob, "and after.");

        var status = await UntilAsync(ada, status => status.Text == "written before. and after.");
        Assert.Equal(0, status.Tabs); // so it came by WebRTC
    }

    [SkippableFact]
    public async Task ThreePages_OneOfThemLate_AllConnect()
    {
        var (ada, bob) = (await OpenAsync(""), await OpenAsync(""));
        await UntilAsync(ada, status => status.Peers == 1);
        var eve = await OpenAsync("");
        await WriteAsync(bob, "hello");

        foreach (var page in new[] { ada, bob, eve }) await UntilAsync(page, status => status is { Text: "hello", Peers: 2 });
    }

    private static async Task WriteAsync(IPage page, string words) => await page.EvaluateAsync("words => page.write(words)", words);

    private async Task<IPage> OpenAsync(string password)
    {
        var origin = stage.Gateway.Origin;
        Skip.If(YWebrtcBundle.File is null, YWebrtcBundle.WhyNot);
        var page = await stage.NewPageAsync();
        await page.GotoAsync($"{origin}/e2e/ywebrtc.html?room={_room}&password={password}");
        return page;
    }

    private async Task<DocumentStatus> UntilAsync(IPage page, Func<DocumentStatus, bool> condition)
    {
        DocumentStatus? status = null;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(100))
        {
            status = await page.EvaluateAsync<DocumentStatus>("() => page.status()");
            if (condition(status)) return status;
        }

        throw new TimeoutException($"The document stays as {status}.\n{stage.Gateway.Log}");
    }

    /// <summary>What a page says of its document.</summary>
    public sealed record DocumentStatus
    {
        public string Text { get; init; } = "";

        /// <summary>Connected by WebRTC.</summary>
        public int Peers { get; init; }

        /// <summary>Connected inside the browser.</summary>
        public int Tabs { get; init; }
    }
}
