using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>The admin page, walked as an operator walks it, while two people are in a call.</summary>
[Collection(OnStage.Name)]
public sealed class AdminTests(Stage stage) : IAsyncLifetime
{
    private const string Token = "token-of-the-admin-tests";

    private readonly string _room = Rooms.New();
    private GatewayProcess? _gateway;

    public async Task InitializeAsync()
    {
        if (stage.HasBrowser) _gateway = await GatewayProcess.StartNewAsync($"Admin:Token={Token}");
    }

    public async Task DisposeAsync()
    {
        if (_gateway is not null) await _gateway.DisposeAsync();
    }

    [SkippableFact]
    public async Task AnOperator_SeesACall_ItsTimeline_AndEndsIt()
    {
        var (ada, bob) = await CallAsync();
        var admin = await OpenAsync("/#token=" + Token);
        await Assertions.Expect(admin.Locator("#link")).ToHaveTextAsync("live");
        Assert.DoesNotContain(Token, admin.Url, StringComparison.Ordinal);

        await admin.FillAsync("#rooms-prefix", _room);
        var line = admin.Locator("#rooms a");
        await Assertions.Expect(line).ToHaveCountAsync(1);
        await Assertions.Expect(line.Locator(".count")).ToHaveTextAsync("2");
        await Assertions.Expect(admin.Locator("[data-figure=Peers] .value")).ToHaveTextAsync("2");
        await line.ClickAsync();
        await Assertions.Expect(admin.Locator("#view h1")).ToHaveTextAsync(_room);
        await Assertions.Expect(admin.GetByRole(AriaRole.Button, new() { Name = "Kick" })).ToHaveCountAsync(2);

        await admin.Locator(".pair-line", new() { HasText = "connected" }).First.ClickAsync();
        await Assertions.Expect(admin.Locator(".verdict.good .sentence")).ToContainTextAsync("Connected");
        await Assertions.Expect(admin.Locator(".verdict .sentence")).ToContainTextAsync("directly");
        foreach (var seen in (string[])["offer", "offer-delivered", "offer-applied", "answer", "answer-applied", "candidates"])
            await Assertions.Expect(admin.Locator($"[data-event={seen}]").First).ToBeVisibleAsync();
        var saving = admin.WaitForDownloadAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Save as JSON" }).ClickAsync();
        Assert.Contains("\"verdict\"", await File.ReadAllTextAsync(await (await saving).PathAsync()), StringComparison.Ordinal);

        await admin.GoBackAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Kick" }).First.ClickAsync();
        await admin.FillAsync("#ask-note", "walked");
        await admin.ClickAsync("#ask-ok");
        await Assertions.Expect(admin.Locator("#toast")).ToContainTextAsync("was removed");
        await Assertions.Expect(admin.GetByRole(AriaRole.Button, new() { Name = "Kick" })).ToHaveCountAsync(1);
        await Assertions.Expect(admin.GetByText("walked")).ToBeVisibleAsync();

        await admin.GetByRole(AriaRole.Button, new() { Name = "Close room" }).ClickAsync();
        await admin.ClickAsync("#ask-ok");
        await Assertions.Expect(admin.GetByText("Nobody is in this room.")).ToBeVisibleAsync();
        foreach (var page in (IPage[])[ada, bob, admin]) await page.Context.DisposeAsync();
    }

    [SkippableFact]
    public async Task WithoutTheToken_ThePageShowsNothing()
    {
        var admin = await OpenAsync("");
        await Assertions.Expect(admin.Locator("#app")).ToBeHiddenAsync();
        await admin.FillAsync("#token", "wrong");
        await admin.Keyboard.PressAsync("Enter");
        await Assertions.Expect(admin.Locator("#login-error")).ToContainTextAsync("admin token");
        await Assertions.Expect(admin.Locator("#app")).ToBeHiddenAsync();

        await admin.FillAsync("#token", Token);
        await admin.Keyboard.PressAsync("Enter");
        await Assertions.Expect(admin.Locator("#link")).ToHaveTextAsync("live");
        await admin.ClickAsync("#leave");
        await Assertions.Expect(admin.Locator("#login")).ToBeVisibleAsync();
        await admin.Context.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(1280, 900, ColorScheme.Light)]
    [InlineData(1280, 900, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task ThePage_FitsItsScreen(int width, int height, ColorScheme colors)
    {
        var (ada, bob) = await CallAsync();
        var admin = await OpenAsync("/#token=" + Token);
        await admin.EmulateMediaAsync(new() { ColorScheme = colors });
        await admin.SetViewportSizeAsync(width, height);
        await admin.Locator(".pair-line", new() { HasText = "connected" }).First.WaitForAsync();
        await ShootAsync(admin, "overview", width, colors);
        await admin.Locator("#rooms a").First.ClickAsync();
        await admin.GetByRole(AriaRole.Button, new() { Name = "Kick" }).First.WaitForAsync();
        await ShootAsync(admin, "room", width, colors);
        await admin.Locator("#view .pair-line").First.ClickAsync();
        await admin.Locator("[data-event=answer-applied]").First.WaitForAsync();
        await ShootAsync(admin, "pair", width, colors);
        foreach (var page in (IPage[])[ada, bob, admin]) await page.Context.DisposeAsync();
    }

    private static async Task ShootAsync(IPage admin, string what, int width, ColorScheme colors)
    {
        Assert.True(await admin.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{what} at {width} is wider than its screen.");
        await admin.ScreenshotAsync(new() { Path = Path.Combine(Repository.Results, $"admin-{what}-{width}-{colors}.png"), FullPage = true });
    }

    private async Task<(IPage Ada, IPage Bob)> CallAsync()
    {
        stage.NeedsBrowser();
        var ada = await JoinAsync("Ada");
        var bob = await JoinAsync("Bob");
        await Videos.PlayAsync(ada, 2);
        await Videos.PlayAsync(bob, 2);
        return (ada, bob);
    }

    private async Task<IPage> JoinAsync(string name)
    {
        var page = await stage.NewPageAsync();
        await page.GotoAsync(_gateway!.Origin);
        await page.FillAsync("#name", name);
        await page.FillAsync("#room", _room);
        await Videos.PlayAsync(page, 1);
        await page.ClickAsync("#join");
        return page;
    }

    private async Task<IPage> OpenAsync(string rest)
    {
        stage.NeedsBrowser();
        var page = await stage.NewPageAsync();
        await page.GotoAsync(_gateway!.Origin + "/admin" + rest);
        return page;
    }
}
