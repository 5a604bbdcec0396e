using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>The page that the gateway serves at /, used as people use it.</summary>
[Collection(OnStage.Name)]
public sealed class DemoTests(Stage stage)
{
    [SkippableFact]
    public async Task TwoPeople_SeeEachOther_Chat_AndPart()
    {
        var room = Rooms.New();
        var ada = await JoinAsync(room, "Ada");
        var bob = await JoinAsync(room, "Bob");

        await Videos.PlayAsync(ada, 2);
        await Videos.PlayAsync(bob, 2);
        await Assertions.Expect(bob.Locator("#people-count")).ToHaveTextAsync("2");

        await ada.ClickAsync("#chat");
        await bob.ClickAsync("#chat");
        await ada.FillAsync("#chat-text", "Can you hear me?");
        await ada.PressAsync("#chat-text", "Enter");
        await Assertions.Expect(bob.Locator("#chat-log")).ToContainTextAsync("Can you hear me?");

        await ada.ClickAsync("#leave");
        await Videos.PlayAsync(bob, 1);
        await Assertions.Expect(bob.Locator("#people-count")).ToHaveTextAsync("1");
        await ada.Context.DisposeAsync();
        await bob.Context.DisposeAsync();
    }

    [SkippableTheory]
    [InlineData(1280, 800, ColorScheme.Light)]
    [InlineData(1280, 800, ColorScheme.Dark)]
    [InlineData(390, 844, ColorScheme.Light)]
    [InlineData(390, 844, ColorScheme.Dark)]
    public async Task ThePage_FitsItsScreen(int width, int height, ColorScheme colors)
    {
        var room = Rooms.New();
        var page = await stage.NewPageAsync();
        await page.EmulateMediaAsync(new() { ColorScheme = colors });
        await page.SetViewportSizeAsync(width, height);
        await EnterAsync(page, room, "Ada");
        await ShootAsync(page, "lobby", width, colors);
        await page.ClickAsync("#join");
        await Assertions.Expect(page.Locator("#alone")).ToBeVisibleAsync();
        await ShootAsync(page, "alone", width, colors);
        var bob = await JoinAsync(room, "Bob");
        await Videos.PlayAsync(page, 2);
        await ShootAsync(page, "call", width, colors);
        await page.ClickAsync("#chat");
        await page.FillAsync("#chat-text", "Can you hear me? This is a sentence that needs more than one line on a phone.");
        await page.PressAsync("#chat-text", "Enter");
        await Assertions.Expect(page.Locator("#chat-log")).ToContainTextAsync("Can you hear me?");
        await ShootAsync(page, "chat", width, colors);
        foreach (var each in (IPage[])[page, bob]) await each.Context.DisposeAsync();
    }

    /// <summary>A phone that is turned, a window that is made narrow: what was laid out for the width before must not keep it.</summary>
    [SkippableFact]
    public async Task ACall_FitsTheScreen_AfterItWasMadeNarrow()
    {
        var room = Rooms.New();
        var ada = await JoinAsync(room, "Ada");
        var bob = await JoinAsync(room, "Bob");
        await Videos.PlayAsync(ada, 2);
        await ada.SetViewportSizeAsync(390, 844);

        await ada.WaitForFunctionAsync("[...document.querySelectorAll('.tile, .tool')].every(each => { const { left, right } = each.getBoundingClientRect(); return left >= 0 && right <= innerWidth; })");
        foreach (var each in (IPage[])[ada, bob]) await each.Context.DisposeAsync();
    }

    private static async Task ShootAsync(IPage page, string what, int width, ColorScheme colors)
    {
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), $"{what} at {width} is wider than its screen.");
        Assert.True(await page.EvaluateAsync<bool>("[...document.querySelectorAll('button')].every(each => !each.checkVisibility() || each.offsetWidth >= 36)"), $"A button of {what} at {width} is too narrow for a finger.");
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Results, $"demo-{what}-{width}-{colors}.png") });
    }

    private async Task<IPage> JoinAsync(string room, string name)
    {
        var page = await stage.NewPageAsync();
        await EnterAsync(page, room, name);
        await page.ClickAsync("#join");
        return page;
    }

    private async Task EnterAsync(IPage page, string room, string name)
    {
        await page.GotoAsync(stage.Gateway.Origin);
        await page.FillAsync("#name", name);
        await page.FillAsync("#room", room);
        await Videos.PlayAsync(page, 1);
    }
}
