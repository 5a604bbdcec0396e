using System.Diagnostics;
using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>Pages with PeerJS from npm, unmodified, with its default path and key.</summary>
[Collection(OnStage.Name)]
public sealed class PeerJsTests(Stage stage)
{
    private readonly string _suffix = Guid.NewGuid().ToString("N")[..6];

    [SkippableFact]
    public async Task TwoPages_HoldDataAndMediaConnections()
    {
        var ada = await OpenAsync("ada");
        var bob = await OpenAsync("bob");
        await ada.EvaluateAsync("id => page.connect(id, { label: 'one' })", Id("bob"));
        await ada.EvaluateAsync("id => page.connect(id, { label: 'two', serialization: 'json' })", Id("bob"));
        await ada.EvaluateAsync("id => page.call(id)", Id("bob"));

        await UntilAsync(ada, "open", "data echo hello one", "data echo hello two", "sees");
        await UntilAsync(bob, "data hello one", "data hello two", "sees");
    }

    [SkippableFact]
    public async Task Callee_ThreeSecondsLate_IsReached()
    {
        var ada = await OpenAsync("ada");
        await ada.EvaluateAsync("id => page.connect(id, { label: 'early' })", Id("bob"));
        await Task.Delay(3_000);
        await OpenAsync("bob");

        await UntilAsync(ada, "data echo hello early");
    }

    [SkippableFact]
    public async Task Callee_WhoNeverComes_IsUnavailable()
    {
        var ada = await OpenAsync("ada");
        await ada.EvaluateAsync("id => page.connect(id)", Id("nobody"));

        await UntilAsync(ada, "error peer-unavailable");
    }

    [SkippableFact]
    public async Task Id_OfAnotherPage_IsUnavailable_AndAReconnectIsNot()
    {
        var ada = await OpenAsync("ada");
        var thief = await GotoAsync("ada");
        await UntilAsync(thief, "error unavailable-id");
        await ada.EvaluateAsync("() => { page.drop(); page.reconnect(); }");
        var bob = await OpenAsync("bob");
        await bob.EvaluateAsync("id => page.connect(id, { label: 'again' })", Id("ada"));

        await UntilAsync(bob, "data echo hello again");
    }

    private string Id(string name) => $"{name}-{_suffix}";

    private async Task<IPage> OpenAsync(string name)
    {
        var page = await GotoAsync(name);
        await UntilAsync(page, "open");
        return page;
    }

    private async Task<IPage> GotoAsync(string name)
    {
        Skip.If(Repository.PeerJsClient is null, "peerjs is not installed (npm ci in tests/EndToEnd)");
        var origin = stage.Gateway.Origin;
        var page = await stage.NewPageAsync();
        await page.GotoAsync($"{origin}/e2e/peerjs.html?peer={Id(name)}");
        return page;
    }

    private async Task UntilAsync(IPage page, params string[] lines)
    {
        string[] heard = [];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(20); await Task.Delay(100))
        {
            heard = await page.EvaluateAsync<string[]>("() => page.status()");
            if (lines.All(heard.Contains)) return;
        }

        Assert.Fail($"Waited for {string.Join(", ", lines)}; heard {string.Join(", ", heard)}.\n{stage.Gateway.Log}");
    }
}
