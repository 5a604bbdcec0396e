using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>Serves tests/EndToEnd/pages under /e2e/, in the browser: the gateway never hears of it, and pages share its origin.</summary>
internal static class TestPages
{
    private const string Folder = "/e2e/";

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
            _ => Path.Combine(Repository.Pages, name),
        };
        return File.Exists(file)
            ? route.FulfillAsync(new() { Path = file })
            : route.FulfillAsync(new() { Status = 404, Body = $"tests/EndToEnd/pages has no {name}" });
    }
}
