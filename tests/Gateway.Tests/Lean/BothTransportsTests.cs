using System.Text;

namespace Signaling.Gateway.Tests.Lean;

/// <summary>What a client sees of a WebSocket must not depend on what carries it: each case is tried with both, and both must answer the same.</summary>
public abstract class BothTransportsTests(string transport) : IAsyncLifetime
{
    private const string Ping = """{"type":"ping"}""";
    private const string Pong = """text {"type":"pong"}""";

    private WireGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await WireGateway.StartAsync(transport);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    public static TheoryData<string, byte[], string[]> Cases() => new()
    {
        { "a message", Frames.Text(Ping), [Pong] },
        { "two in one packet", [.. Frames.Text(Ping), .. Frames.Text(Ping)], [Pong, Pong] },
        { "an empty message", Frames.Text(""), ["bad-json"] },
        { "a longer length than needed", Frames.Make(1, Utf8(Ping), lengthBytes: 8), [Pong] },
        { "fragments", [.. Frames.Make(1, Utf8(Ping[..5]), first: 0), .. Frames.Make(0, Utf8(Ping[5..]))], [Pong] },
        { "fragments, the last one empty", [.. Frames.Make(1, Utf8(Ping), first: 0), .. Frames.Make(0, ""u8)], [Pong] },
        { "the first one empty", [.. Frames.Make(1, ""u8, first: 0), .. Frames.Make(0, Utf8(Ping))], [Pong] },
        {
            "a ping and a pong between fragments",
            [.. Frames.Make(1, Utf8(Ping[..5]), first: 0), .. Frames.Make(9, "now"u8), .. Frames.Make(10, ""u8), .. Frames.Make(0, Utf8(Ping[5..]))],
            ["pong now", Pong]
        },
        { "a ping", Frames.Make(9, ""u8), ["pong "] },
        { "a long ping", Frames.Make(9, new byte[125].AsSpan()), ["pong \0\0"] },
        { "a pong nobody asked for", [.. Frames.Make(10, "x"u8), .. Frames.Text(Ping)], [Pong] },
        { "a binary message", Frames.Make(2, "x"u8), ["binary-frame", "close 1003"] },
        { "a close", Frames.Close(1000, "bye"), ["close 1000", "end"] },
        { "a close without code", Frames.Make(8, ""u8), ["close 1000", "end"] },
        { "a close with a code of its own", Frames.Close(4123), ["close 4123", "end"] },
        { "a page that goes", Frames.Close(1001), ["close 1001", "end"] },
        { "a message and a close", [.. Frames.Text(Ping), .. Frames.Close(1000)], [Pong, "close 1000", "end"] },
        { "a close of one byte", Frames.Make(8, "x"u8), ["close 1002"] },
        { "a close with a forbidden code", Frames.Close(1005), ["close 1002"] },
        { "a close with an unknown code", Frames.Close(2000), ["close 1002"] },
        { "a reserved bit", Frames.Make(1, Utf8(Ping), first: 0xC0), ["close 1002"] },
        { "a reserved opcode", Frames.Make(3, ""u8), ["close 1002"] },
        { "a reserved control opcode", Frames.Make(11, ""u8), ["close 1002"] },
        { "a continuation of nothing", Frames.Make(0, "x"u8), ["close 1002"] },
        { "a message inside another", [.. Frames.Make(1, "x"u8, first: 0), .. Frames.Text(Ping)], ["close 1002"] },
        { "a ping in fragments", Frames.Make(9, "x"u8, first: 0), ["close 1002"] },
        { "a ping too long", Frames.Make(9, new byte[126].AsSpan()), ["close 1002"] },
        { "no mask", Frames.Make(1, Utf8(Ping), mask: null), ["close 1002"] },
        { "text that is none", Frames.Make(1, [0x22, 0xFF, 0x22]), ["close 1007"] },
        { "text cut inside a character", Frames.Make(1, [0xE2, 0x82]), ["close 1007"] },
        { "a character in two fragments", [.. Frames.Make(1, [0x22, 0xE2], first: 0), .. Frames.Make(0, [0x82, 0xAC, 0x22])], ["bad-json"] },
        { "a message too large", Frames.Make(1, new byte[(64 << 10) + 1].AsSpan()), ["close 1009"] },
        { "fragments too large", [.. Frames.Make(1, new byte[64 << 10].AsSpan(), first: 0), .. Frames.Make(0, "x"u8)], ["close 1009"] },
        { "as large as may be", Frames.Text('"' + new string('x', (64 << 10) - 2) + '"'), ["bad-json"] },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task AfterJoining_EachCaseIsAnswered(string name, byte[] bytes, string[] answers)
    {
        await using var client = await _gateway.JoinAsync(name, "a");
        await client.SendAsync(bytes);
        foreach (var answer in answers) Assert.Contains(answer, await client.NextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1_000)]
    public async Task TheHandshakeAndMessagesInAnyPieces_AreUnderstood(int pieceBytes)
    {
        await using var client = await _gateway.ConnectAsync();
        var bytes = (byte[])[.. WireClient.Upgrade(), .. Frames.Text("""{"type":"join-room","room":"pieces","peerId":"a"}"""), .. Frames.Text(Ping), .. Frames.Make(9, "x"u8)];
        foreach (var piece in bytes.Chunk(pieceBytes)) await client.SendSlowlyAsync(piece);

        Assert.StartsWith("HTTP/1.1 101 ", await client.HeadAsync(), StringComparison.Ordinal);
        Assert.Contains("existing-peers", await client.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(Pong, await client.NextAsync());
        Assert.Equal("pong x", await client.NextAsync());
    }

    [Fact]
    public async Task TheHandshakeAndMessagesInOnePacket_AreUnderstood()
    {
        await using var client = await _gateway.ConnectAsync();
        await client.SendAsync(WireClient.Upgrade(), Frames.Text("""{"type":"join-room","room":"packet","peerId":"a"}"""), Frames.Text(Ping));

        Assert.StartsWith("HTTP/1.1 101 ", await client.HeadAsync(), StringComparison.Ordinal);
        Assert.Contains("existing-peers", await client.NextAsync(), StringComparison.Ordinal);
        Assert.Equal(Pong, await client.NextAsync());
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("Sec-WebSocket-Protocol: signaling.v1\r\n", "signaling.v1")]
    [InlineData("Sec-WebSocket-Protocol: other, signaling.v1\r\n", "signaling.v1")]
    [InlineData("Sec-WebSocket-Protocol: other\r\n", null)]
    [InlineData("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n", null)]
    public async Task TheHandshake_SelectsTheSubprotocol_AndNoExtension(string more, string? subprotocol)
    {
        await using var client = await _gateway.ConnectAsync();
        await client.SendAsync(WireClient.Upgrade(more: more));
        var head = await client.HeadAsync();

        Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
        Assert.Contains("Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("Extensions", head, StringComparison.OrdinalIgnoreCase);
        if (subprotocol is null) Assert.DoesNotContain("Protocol:", head, StringComparison.OrdinalIgnoreCase);
        else Assert.Contains($"Sec-WebSocket-Protocol: {subprotocol}\r\n", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("GET /signal HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 426)]
    [InlineData("POST /signal HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", 426)]
    [InlineData("GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 200)]
    [InlineData("GET /signals HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n", 404)]
    [InlineData("GET /signal\r\n\r\n", 400)]
    [InlineData("GET /signal HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 8\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 426)]
    [InlineData("GET /signal HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n", 400)]
    [InlineData("GET /signal HTTP/1.1\r\nHost: x\r\nbad header: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 400)]
    public async Task ARequestThatIsNoUpgrade_GetsAnHttpAnswer(string request, int status)
    {
        await using var client = await _gateway.ConnectAsync();
        await client.SendAsync(Encoding.ASCII.GetBytes(request));

        Assert.StartsWith($"HTTP/1.1 {status} ", await client.HeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneSocket_MayAskForPages_BeforeItUpgrades()
    {
        await using var client = await _gateway.ConnectAsync();
        await client.SendAsync("GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 200 ", await client.HeadAsync(), StringComparison.Ordinal);
        Assert.Equal("live\n", Encoding.ASCII.GetString(await ReadBodyAsync(client)));
        await client.SendAsync(WireClient.Upgrade(), Frames.Make(9, "x"u8));

        Assert.StartsWith("HTTP/1.1 101 ", await client.HeadAsync(), StringComparison.Ordinal);
        Assert.Equal("pong x", await client.NextAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ASocketThatIsResetOrHalfClosed_SuspendsItsPeer(bool isReset)
    {
        var room = isReset ? "reset" : "half";
        await using var bob = await _gateway.JoinAsync(room, "bob");
        await using var alice = await _gateway.JoinAsync(room, "alice");
        await bob.UntilAsync("peer-joined");
        if (isReset) alice.Socket.Close(0);
        else alice.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);

        await bob.UntilAsync("peer-suspended");
        if (!isReset) Assert.Contains(await alice.NextAsync(), (string[])["end", "reset"]);
    }

    [Theory]
    [InlineData(1000, "peer-left")]
    [InlineData(1001, "peer-suspended")]
    [InlineData(4000, "peer-suspended")]
    public async Task TheCodeOfAClose_ReachesTheSession(int code, string then)
    {
        await using var bob = await _gateway.JoinAsync("codes", "bob");
        await using var alice = await _gateway.JoinAsync("codes", "alice");
        await bob.UntilAsync("peer-joined");
        await alice.SendAsync(Frames.Close(code));

        await bob.UntilAsync(then);
    }

    [Fact]
    public async Task OneThatDoesNotRead_IsClosed_AndHarmsNobodyElse()
    {
        await using var bob = await _gateway.JoinAsync("slow", "bob");
        await using var alice = await _gateway.JoinAsync("slow", "alice", receiveBuffer: 4_096);
        await bob.UntilAsync("peer-joined");
        var large = Frames.Text($$"""{"type":"message","targetPeerId":"alice","data":"{{new string('x', 60_000)}}"}""");
        for (var i = 0; i < 200; i++) await bob.SendAsync(large);

        await bob.UntilAsync("peer-suspended");
        await bob.SendAsync(Frames.Text(Ping));
        await bob.UntilAsync("pong");
    }

    [Fact]
    public async Task OneThatReadsLate_GetsAllInOrder()
    {
        await using var bob = await _gateway.JoinAsync("late", "bob");
        await using var alice = await _gateway.JoinAsync("late", "alice", receiveBuffer: 4_096);
        await bob.UntilAsync("peer-joined");
        var filler = new string('x', 5_000);
        for (var i = 0; i < 45; i++) await bob.SendAsync(Frames.Text($$"""{"type":"message","targetPeerId":"alice","data":"{{i}} {{filler}}"}"""));
        await bob.SendAsync(Frames.Text(Ping));
        await bob.UntilAsync("pong");

        for (var i = 0; i < 45; i++) Assert.Contains($"\"data\":\"{i} x", await alice.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheServerThatStops_ClosesWith1001()
    {
        await using var client = await _gateway.JoinAsync("stop", "a");
        var stopped = _gateway.StopAsync();

        Assert.Contains("shutting-down", await client.NextAsync(), StringComparison.Ordinal);
        Assert.Equal("close 1001", await client.NextAsync());
        await client.SendAsync(Frames.Close(1001));
        Assert.Equal("end", await client.NextAsync());
        await stopped;
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static async Task<byte[]> ReadBodyAsync(WireClient client)
    {
        var body = new byte[5];
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        for (var read = 0; read < body.Length;) read += await client.Socket.ReceiveAsync(body.AsMemory(read), limit.Token);
        return body;
    }
}

public sealed class LeanTests() : BothTransportsTests("Lean");

public sealed class KestrelTests() : BothTransportsTests("Kestrel");

