using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>Serves tests/EndToEnd/pages under /e2e/, in the browser: the gateway never hears of it, and pages share its origin.</summary>
internal static class TestPages
{
    private const string Folder = "/e2e/";
    private const string Npm = "npm/";

    public static Task ServeAsync(IBrowserContext context) => context.RouteAsync($"**{Folder}**", AnswerAsync);

    private static Task AnswerAsync(IRoute route)
    {
        var name = new Uri(route.Request.Url).AbsolutePath[Folder.Length..];
        var file = name switch
        {
            "signalr-client.js" => Repository.SignalRClient,
            "peerjs-client.js" => Repository.PeerJsClient,
            "socketio-client.js" => Repository.SocketIoClient,
            "ywebrtc-client.js" => YWebrtcBundle.File,
            _ when name.StartsWith(Npm, StringComparison.Ordinal) => Module(name[Npm.Length..]),
            _ => Path.Combine(Repository.Pages, name),
        };
        return File.Exists(file)
            ? route.FulfillAsync(new() { Path = file, ContentType = file.EndsWith(".mjs", StringComparison.Ordinal) ? "text/javascript" : null })
            : route.FulfillAsync(new() { Status = 404, Body = $"tests/EndToEnd/pages has no {name}" });
    }

    /// <summary>A module from npm; those written for bundlers leave the extension out.</summary>
    private static string Module(string name)
    {
        var file = Repository.PathOf("tests/EndToEnd/node_modules/" + name);
        return File.Exists(file) ? file : file + ".js";
    }
}
