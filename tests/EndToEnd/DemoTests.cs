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
        await bob.ScreenshotAsync(new() { Path = Path.Combine(Repository.Results, "demo-call.png") });

        await ada.ClickAsync("#leave");
        await Videos.PlayAsync(bob, 1);
        await Assertions.Expect(bob.Locator("#people-count")).ToHaveTextAsync("1");
        await ada.Context.DisposeAsync();
        await bob.Context.DisposeAsync();
    }

    private async Task<IPage> JoinAsync(string room, string name)
    {
        var origin = stage.Gateway.Origin;
        var page = await stage.NewPageAsync();
        await page.GotoAsync(origin);
        await page.FillAsync("#name", name);
        await page.FillAsync("#room", room);
        await Videos.PlayAsync(page, 1);
        await page.ScreenshotAsync(new() { Path = Path.Combine(Repository.Results, "demo-lobby.png") });
        await page.ClickAsync("#join");
        return page;
    }
}
