using Microsoft.Extensions.Time.Testing;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests;

/// <summary>
/// A story with native clients in a room of its own. Without settings it is told at the shared gateway, otherwise at one of its own. No
/// story may leave a fault in the log.
/// </summary>
public abstract class NativeTest(bool ownClock = false, params string[] settings) : IAsyncLifetime
{
    private readonly List<NativeClient> _clients = [];
    private TestGateway _gateway = null!;
    private bool _own;

    internal TestGateway Server => _gateway;

    protected string Room { get; } = "room-" + Guid.NewGuid().ToString("N")[..8];

    /// <summary>Keeps the ticket key from one start of the server to the next.</summary>
    protected string Folder { get; } = Path.Combine(Path.GetTempPath(), "signaling-test-" + Guid.NewGuid().ToString("N")[..12]);

    public async Task InitializeAsync()
    {
        _own = ownClock || settings.Length > 0;
        _gateway = _own ? await StartAsync() : await TestGateway.Shared;
    }

    public async Task DisposeAsync()
    {
        foreach (var client in _clients) await client.DisposeAsync();
        if (_own) await _gateway.DisposeAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        Assert.Empty(_gateway.Log.Faults);
    }

    /// <summary>Stops the server and starts it again, as a new process with the same ticket key would be.</summary>
    protected async Task RestartAsync()
    {
        await _gateway.DisposeAsync();
        Assert.Empty(_gateway.Log.Faults);
        _gateway = await StartAsync();
    }

    protected void Pass(int milliseconds) => _gateway.Time!.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A connection that has not joined.</summary>
    protected async Task<NativeClient> ConnectAsync(bool reads = true)
    {
        var client = await NativeClient.ConnectAsync(_gateway.Door(), reads: reads);
        _clients.Add(client);
        return client;
    }

    /// <summary>A client in the room; its welcome was taken.</summary>
    /// <param name="peerId">Its name.</param>
    /// <param name="fields">More fields of join-room, such as <c>"acks":true</c>.</param>
    /// <param name="room">The room; null for the test's.</param>
    protected async Task<NativeClient> JoinAsync(string peerId, string fields = "", string? room = null) => (await WelcomeAsync(peerId, fields, room)).Client;

    /// <summary>The same with its welcome.</summary>
    protected async Task<(NativeClient Client, NativeText Welcome)> WelcomeAsync(string peerId, string fields = "", string? room = null)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Join(peerId, fields, room));
        return (client, await client.NextAsync("existing-peers"));
    }

    /// <summary>A client on a new connection that asks for its session; the answer was not taken.</summary>
    protected async Task<NativeClient> ResumeAsync(string ticket, long seen = 0)
    {
        var client = await ConnectAsync();
        await client.SendAsync($$"""{"type":"resume","resume":"{{ticket}}","seen":{{seen}}}""");
        return client;
    }

    protected string Join(string peerId, string fields = "", string? room = null) =>
        $$"""{"type":"join-room","room":"{{room ?? Room}}","peerId":"{{peerId}}"{{(fields.Length > 0 ? "," : "")}}{{fields}}}""";

    protected static string Message(string target, string data, long seq = 0) =>
        $$"""{"type":"message","targetPeerId":"{{target}}","data":{{data}}{{Seq(seq)}}}""";

    protected static string Offer(string target, string sdp, long seq = 0, string fields = "") =>
        $$"""{"type":"offer","targetPeerId":"{{target}}","sdp":{{sdp}}{{Seq(seq)}}{{fields}}}""";

    protected static string Answer(string target, string sdp, long seq = 0, string fields = "") =>
        $$"""{"type":"answer","targetPeerId":"{{target}}","sdp":{{sdp}}{{Seq(seq)}}{{fields}}}""";

    protected static string Candidate(string target, string candidate, long seq = 0, string fields = "") =>
        $$"""{"type":"ice-candidate","targetPeerId":"{{target}}","candidate":{{candidate}}{{Seq(seq)}}{{fields}}}""";

    /// <summary>A session description with this ufrag, as a JSON string.</summary>
    protected static string Sdp(string ufrag) => $"\"v=0\\r\\na=ice-ufrag:{ufrag}\\r\\n\"";

    /// <summary>A candidate with this ufrag.</summary>
    protected static string Ice(string ufrag) => $$"""{"candidate":"candidate:1 1 udp 1 192.0.2.1 9 typ host","sdpMid":"0","usernameFragment":"{{ufrag}}"}""";

    private static string Seq(long seq) => seq == 0 ? "" : $",\"seq\":{seq}";

    private Task<TestGateway> StartAsync()
    {
        Directory.CreateDirectory(Folder);
        return TestGateway.StartAsync(ownClock ? _gateway?.Time ?? new FakeTimeProvider(DateTimeOffset.UtcNow) : null, Folder, settings);
    }
}
