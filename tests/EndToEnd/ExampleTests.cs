using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>The first example that each document gives works as it stands there, pasted into an empty page.</summary>
[Collection(OnStage.Name)]
public sealed partial class ExampleTests(Stage stage)
{
    [SkippableTheory]
    [InlineData("README.md")]
    public async Task TheExample_PastedAsItIs_IsACall(string document)
    {
        var origin = stage.Gateway.Origin;
        var example = Example().Match(await File.ReadAllTextAsync(Repository.PathOf(document))).Groups["html"].Value;
        Assert.Contains("MeshCall", example, StringComparison.Ordinal);
        var ada = await OpenAsync(origin, example);
        var bob = await OpenAsync(origin, example);

        await Videos.PlayAsync(ada, 1);
        await Videos.PlayAsync(bob, 1);
        await bob.Context.DisposeAsync();
        await Videos.PlayAsync(ada, 0);
        await ada.Context.DisposeAsync();
    }

    private async Task<IPage> OpenAsync(string origin, string example)
    {
        var page = await stage.NewPageAsync();
        var url = $"{origin}/e2e/example.html";
        await page.RouteAsync(url, route => route.FulfillAsync(
            new() { ContentType = "text/html", Body = $"<!doctype html><title>An empty page</title><body>\n{example}" }));
        await page.GotoAsync(url);
        return page;
    }

    [GeneratedRegex(@"```html\n(?<html>.*?)```", RegexOptions.Singleline)]
    private static partial Regex Example();
}
