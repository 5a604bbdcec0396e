using Microsoft.Playwright;
using Signaling.TestKit;

namespace Signaling.EndToEnd;

/// <summary>The one browser and the one gateway that all tests share. Each peer gets a browser context of its own.</summary>
public sealed class Stage : IAsyncLifetime
{
    private static readonly string[] Flags =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync",
        // A camera and a microphone that need nobody's leave; slow, because encoding costs the test machine's time.
        "--use-fake-device-for-media-stream=fps=10", "--use-fake-ui-for-media-stream",
        // Addresses of this machine in candidates, unhidden: there is no other network and nobody who resolves .local names.
        "--allow-loopback-in-peer-connection",
        // A page that a route answered (TestPages) comes from no address, so its way to a server on loopback looks like an attack.
        "--disable-features=WebRtcHideLocalIpsWithMdns,LocalNetworkAccessChecks,LocalNetworkAccessChecksWebSockets",
    ];

    private IPlaywright? _playwright;
    private IBrowser? _browser;
    private GatewayProcess? _gateway;

    /// <summary>Whether this machine has one.</summary>
    internal bool HasBrowser => _browser is not null;

    /// <summary>The gateway that a test takes when it does no harm to it.</summary>
    internal GatewayProcess Gateway
    {
        get
        {
            NeedsBrowser();
            return _gateway!;
        }
    }

    public async Task InitializeAsync()
    {
        if (Prerequisite.Chromium is not { } chromium) return;
        var gateway = GatewayProcess.StartNewAsync();
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = chromium, Headless = true, Args = Flags });
        _gateway = await gateway;
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        if (_gateway is not null) await _gateway.DisposeAsync();
    }

    /// <summary>Skips the test where there is no browser. Whoever takes the shared gateway has asked.</summary>
    internal void NeedsBrowser() => Skip.If(Prerequisite.Chromium is null, Prerequisite.WhyNoChromium);

    /// <summary>A fresh page, with the test pages under /e2e/ of every gateway.</summary>
    internal async Task<IPage> NewPageAsync()
    {
        var context = await _browser!.NewContextAsync(new() { ViewportSize = new() { Width = 1000, Height = 700 } });
        await TestPages.ServeAsync(context);
        return await context.NewPageAsync();
    }
}

/// <summary>One test at a time: they share two cores with the browser.</summary>
[CollectionDefinition(Name)]
public sealed class OnStage : ICollectionFixture<Stage>
{
    public const string Name = "stage";
}
