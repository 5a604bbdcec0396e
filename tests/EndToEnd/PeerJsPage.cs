using System.Diagnostics;
using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>A browser page with PeerJS from npm, unmodified, with its default path and key (pages/peerjs.html).</summary>
internal sealed class PeerJsPage
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly Stage _stage;
    private readonly IPage _page;

    private PeerJsPage(Stage stage, IPage page, string id) => (_stage, _page, Id) = (stage, page, id);

    public string Id { get; }

    /// <summary>A page whose id the server has taken.</summary>
    public static async Task<PeerJsPage> OpenAsync(Stage stage, string id)
    {
        var page = await GotoAsync(stage, id);
        await page.UntilAsync("open");
        return page;
    }

    /// <summary>A page that asks for an id.</summary>
    public static async Task<PeerJsPage> GotoAsync(Stage stage, string id)
    {
        Skip.If(Repository.PeerJsClient is null, "peerjs is not installed (npm ci in tests/EndToEnd)");
        var origin = stage.Gateway.Origin;
        var page = await stage.NewPageAsync();
        await page.GotoAsync($"{origin}/e2e/peerjs.html?peer={id}");
        return new PeerJsPage(stage, page, id);
    }

    /// <summary>A data connection; says hello on it.</summary>
    public Task ConnectAsync(string id, string label, string serialization = "binary") =>
        _page.EvaluateAsync("([id, label, serialization]) => page.connect(id, { label, serialization })", new[] { id, label, serialization });

    /// <summary>A media connection.</summary>
    public Task CallAsync(string id) => _page.EvaluateAsync("id => page.call(id)", id);

    public Task DropAndReconnectAsync() => _page.EvaluateAsync("() => { page.drop(); page.reconnect(); }");

    /// <summary>Waits until the page has told all of these.</summary>
    public async Task UntilAsync(params string[] lines)
    {
        string[] heard = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < Patience; await Task.Delay(100))
        {
            heard = await _page.EvaluateAsync<string[]>("() => page.status()");
            if (lines.All(heard.Contains)) return;
        }

        Assert.Fail($"Waited for {string.Join(", ", lines)}; heard {string.Join(", ", heard)}.\n{_stage.Gateway.Log}");
    }
}
