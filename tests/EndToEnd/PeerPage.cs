using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using Microsoft.Playwright;

namespace Signaling.EndToEnd;

/// <summary>A browser page that is one peer of a room (pages/peer.html).</summary>
internal sealed class PeerPage : IAsyncDisposable
{
    private const int FreshFrames = 4;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(100);
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly ConcurrentQueue<string> _console = new();
    private readonly GatewayProcess _gateway;
    private readonly IPage _page;

    private PeerPage(string peerId, GatewayProcess gateway, IPage page)
    {
        PeerId = peerId;
        _gateway = gateway;
        _page = page;
        page.Console += (_, line) => _console.Enqueue($"{line.Type}: {line.Text}");
        page.PageError += (_, error) => _console.Enqueue($"uncaught: {error}");
    }

    public string PeerId { get; private set; }

    /// <summary>
    /// Opens the page and waits until it is in the room. <paramref name="door"/> is a script in pages: native, plain, signalr, socketio or supabase;
    /// <paramref name="habits"/> are more of the page's address, such as <c>hold=offer</c>.
    /// </summary>
    public static async Task<PeerPage> OpenAsync(
        Stage stage, string door, string room, string peerId, string habits = "", GatewayProcess? gateway = null)
    {
        Skip.If(door == "signalr" && Repository.SignalRClient is null, "@microsoft/signalr is not installed (npm ci in tests/EndToEnd)");
        Skip.If(door == "socketio" && Repository.SocketIoClient is null, "socket.io-client is not installed (npm ci in tests/EndToEnd)");
        Skip.If(door == "supabase" && Repository.SupabaseClient is null, "@supabase/realtime-js is not installed (npm ci in tests/EndToEnd)");
        gateway ??= stage.Gateway;
        var peer = new PeerPage(peerId, gateway, await stage.NewPageAsync());
        await peer._page.GotoAsync($"{gateway.Origin}/e2e/peer.html?door={door}&room={room}&peer={peerId}&{habits}");
        var status = await peer.UntilAsync("in the room", status => status.State == "joined");
        if (status.Id.Length > 0) peer.PeerId = status.Id;
        return peer;
    }

    public async ValueTask DisposeAsync() => await _page.Context.DisposeAsync();

    /// <summary>A message to everybody, through the server.</summary>
    public Task SayAsync(string text) => _page.EvaluateAsync("text => peer.say(text)", text);

    /// <summary>A message to one, through the server.</summary>
    public Task TellAsync(PeerPage other, string text) =>
        _page.EvaluateAsync("([peerId, text]) => peer.tell(peerId, text)", new[] { other.PeerId, text });

    /// <summary>Calls somebody whom no roster names.</summary>
    public Task CallAsync(string peerId) => _page.EvaluateAsync("peerId => peer.call(peerId)", peerId);

    /// <summary>Through the data channel; the other side sends it back.</summary>
    public Task AskAsync(PeerPage other, string text) =>
        _page.EvaluateAsync("([peerId, text]) => peer.ask(peerId, text)", new[] { other.PeerId, text });

    /// <summary>Adds a second video, which must be negotiated.</summary>
    public Task ShareAsync() => _page.EvaluateAsync("() => peer.share()");

    /// <summary>Restarts ICE with another.</summary>
    public Task RestartIceAsync(PeerPage other) => _page.EvaluateAsync("peerId => peer.restartIce(peerId)", other.PeerId);

    /// <summary>From now on this kind of message, and what follows it, waits in the page.</summary>
    public Task HoldAsync(string kind) => _page.EvaluateAsync("kind => peer.hold(kind)", kind);

    /// <summary>Sends what waited.</summary>
    public Task ReleaseAsync() => _page.EvaluateAsync("() => peer.hold(null)");

    public Task ReloadAsync() => _page.ReloadAsync();

    /// <summary>Connected to each of them, and so many pictures of each are moving.</summary>
    public async Task SeesAsync(IEnumerable<PeerPage> others, int videos = 1)
    {
        foreach (var other in others) await SeesAsync(other.PeerId, videos);
    }

    /// <summary>Connected to it, and so many of its pictures are moving.</summary>
    public async Task SeesAsync(string other, int videos = 1)
    {
        var before = await UntilAsync($"connected to {other}", status =>
            status.LinkTo(other) is { Connection: "connected", Signaling: "stable" } link && Decoding(link) >= videos);
        var frames = before.LinkTo(other)!.Frames;
        await UntilAsync($"seeing {other} move", status =>
            status.LinkTo(other) is { } link && link.Frames.Count >= frames.Count
                && link.Frames.Zip(frames).Count(pair => pair.First >= pair.Second + FreshFrames) >= videos);
    }

    public Task<PeerStatus> HearsAsync(string line) => UntilAsync($"hearing \"{line}\"", status => status.Heard.Contains(line));

    /// <summary>Asks the page until it says so. Otherwise fails with everything that is known.</summary>
    public async Task<PeerStatus> UntilAsync(string what, Func<PeerStatus, bool> condition, TimeSpan? patience = null)
    {
        PeerStatus? status = null;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < (patience ?? Patience); await Task.Delay(LookInterval))
        {
            status = await StatusAsync();
            if (status is not null && condition(status)) return status;
        }

        throw new TimeoutException($"""
            {PeerId} was waited for: {what}.
            It says: {JsonSerializer.Serialize(status)}
            Its console:
            {string.Join('\n', _console)}
            The gateway:
            {_gateway.Log}
            """);
    }

    /// <summary>Null while the page is still loading.</summary>
    public async Task<PeerStatus?> StatusAsync()
    {
        try
        {
            var json = await _page.EvaluateAsync<string?>("async () => window.peer ? JSON.stringify(await peer.status()) : null");
            return json is null ? null : JsonSerializer.Deserialize<PeerStatus>(json, Web);
        }
        catch (PlaywrightException e) when (e.Message.Contains("context was destroyed", StringComparison.Ordinal))
        {
            return null; // it is being reloaded
        }
    }

    private static int Decoding(LinkStatus link) => link.Frames.Count(frames => frames > 0);
}
