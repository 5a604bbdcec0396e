using System.Text;
using Signaling.Gateway.Tests.Lean;

namespace Signaling.Gateway.Tests.Attacks;

/// <summary>Attacks on connections and messages, at both transports. SECURITY.md names each of these tests.</summary>
public abstract class WireAttackTests(string transport)
{
    [Fact]
    public async Task GiantFrame_EndsTheConnection()
    {
        await using var gateway = await StartAsync();
        await using var bystander = await gateway.JoinAsync("room", "bystander");
        await using var attacker = await gateway.JoinAsync("room", "attacker");
        await attacker.SendAsync([0x81, 0xFF, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4], new byte[200_000]); // a text of 1 GiB is announced, and begins

        Assert.Equal("close 1009", await attacker.UntilAsync("close 1009"));
        await AliveAsync(bystander);
    }

    [Fact]
    public async Task DeepJson_IsABadMessage_AndNothingMore()
    {
        await using var gateway = await StartAsync();
        await using var attacker = await gateway.JoinAsync("room", "attacker");
        foreach (var depth in (int[])[65, 1_000, 10_000, 30_000])
        {
            await attacker.SendAsync(Frames.Text($$"""{"type":"message","data":{{new string('[', depth)}}{{new string(']', depth)}}}"""));
            Assert.Contains("bad-json", await attacker.UntilAsync("error"), StringComparison.Ordinal);
        }

        await AliveAsync(attacker);
    }

    [Fact]
    public async Task SlowHeaders_EndInTime_AndOthersComeIn()
    {
        await using var gateway = await StartAsync("Session:HandshakeMs=1000");
        var slow = new List<WireClient>();
        for (var i = 0; i < 20; i++)
        {
            slow.Add(await gateway.ConnectAsync());
            await slow[i].SendAsync(Encoding.ASCII.GetBytes(i % 2 == 0 ? "GET /signal HTTP/1.1\r\nHost: x\r\n" : "GET / HTTP/1.1\r\nHost:"));
        }

        await using var honest = await gateway.JoinAsync("room", "honest");
        foreach (var client in slow)
        {
            var answer = await RestOrResetAsync(client); // an end, after 408 or nothing
            Assert.True(answer.Length == 0 || answer.StartsWith("HTTP/1.1 408 ", StringComparison.Ordinal), answer);
            await client.DisposeAsync();
        }

        await AliveAsync(honest);
    }

    [Fact]
    public async Task ConnectionFlood_FromOneAddress_IsRefused_AndOtherAddressesComeIn()
    {
        await using var gateway = await StartAsync("PerAddress:Loopback=true", "PerAddress:Connections=5", "Proxies:0=127.0.0.1");
        var flood = new List<WireClient>();
        for (var i = 0; i < 8; i++) flood.Add(await FromAsync(gateway, "203.0.113.7"));

        Assert.Equal(5, await CountAsync(flood, " 101 "));
        Assert.Equal(3, await CountAsync(flood, " 429 "));
        await using var other = await FromAsync(gateway, "203.0.113.8");
        Assert.StartsWith("HTTP/1.1 101 ", await other.HeadAsync(), StringComparison.Ordinal);

        foreach (var client in flood) await client.DisposeAsync();
        for (var tries = 0; ; tries++)
        {
            await using var again = await FromAsync(gateway, "203.0.113.7");
            if ((await again.HeadAsync()).Contains(" 101 ", StringComparison.Ordinal)) break;
            Assert.True(tries < 200, "The places of the flood were not given back.");
            await Task.Delay(50); // until the server has seen the ends
        }
    }

    [Fact]
    public async Task ConnectionStorm_FromOneAddress_IsSlowedDown()
    {
        await using var gateway = await StartAsync("PerAddress:Loopback=true", "PerAddress:ConnectsPerSecond=1", "PerAddress:ConnectsBurst=3");
        var storm = new List<WireClient>();
        for (var i = 0; i < 6; i++)
        {
            storm.Add(await gateway.ConnectAsync());
            await storm[i].SendAsync(WireClient.Upgrade());
        }

        var answers = new List<string>();
        foreach (var client in storm) answers.Add(await client.HeadAsync());
        Assert.InRange(answers.Count(answer => answer.Contains(" 101 ", StringComparison.Ordinal)), 3, 5);
        Assert.Contains(answers, answer => answer.Contains(" 429 ", StringComparison.Ordinal) && answer.Contains("Retry-After: 1", StringComparison.Ordinal));
        foreach (var client in storm) await client.DisposeAsync();
    }

    /// <summary>Only a proxy of ours is believed, and only what it appended.</summary>
    [Fact]
    public async Task ForwardedAddress_OfAStranger_IsNotBelieved()
    {
        await using var gateway = await StartAsync("PerAddress:Loopback=true", "PerAddress:Connections=1", "Proxies:0=192.0.2.1");
        await using var first = await FromAsync(gateway, "203.0.113.7");
        Assert.Contains(" 101 ", await first.HeadAsync(), StringComparison.Ordinal);
        await using var second = await FromAsync(gateway, "203.0.113.8");
        Assert.Contains(" 429 ", await second.HeadAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task CandidateFlood_IsAnswered_AndBoundedInWhatIsKept()
    {
        await using var gateway = await StartAsync("Session:MessagesPerSecond=50", "Session:MessagesBurst=200");
        await using var bystander = await gateway.JoinAsync("room", "bystander");
        await using var victim = await gateway.JoinAsync("room", "victim");
        await using var attacker = await gateway.JoinAsync("room", "attacker");
        for (var i = 0; i < 1_000; i++)
            await attacker.SendAsync(Frames.Text($$"""{"type":"ice-candidate","targetPeerId":"victim","candidate":{"candidate":"candidate:{{i}} 1 udp 1 192.0.2.1 9 typ host","usernameFragment":"never"} }"""));

        Assert.Contains("rate-limited", await attacker.UntilAsync("rate-limited"), StringComparison.Ordinal);
        await AliveAsync(victim); // none of them came: their description never did
        await AliveAsync(bystander);
    }

    [Theory]
    [InlineData("a\\r\\nSet-Cookie: x=1")]
    [InlineData("a\\u0000b")]
    [InlineData("a\\u2028b\\u001b[31m")]
    public async Task HeaderInjection_InNames_IsABadName(string name)
    {
        await using var gateway = await StartAsync();
        foreach (var message in (string[])
            [
                $$"""{"type":"join-room","room":"{{name}}"}""", $$"""{"type":"join-room","room":"room","peerId":"{{name}}"}""",
                $$"""{"type":"join-room","room":"room","instance":"{{name}}"}""",
            ])
        {
            await using var attacker = await gateway.OpenAsync();
            await attacker.SendAsync(Frames.Text(message));
            Assert.Contains("bad-name", await attacker.TextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task HeaderInjection_InTheRequest_IsRefused()
    {
        await using var gateway = await StartAsync();
        await using var split = await gateway.ConnectAsync();
        await split.SendAsync(WireClient.Upgrade(more: "Sec-WebSocket-Protocol: signaling.v1\rSet-Cookie: x=1\r\n"));
        Assert.StartsWith("HTTP/1.1 400 ", await split.HeadAsync(), StringComparison.Ordinal);

        await using var chosen = await gateway.ConnectAsync();
        await chosen.SendAsync(WireClient.Upgrade(more: "Sec-WebSocket-Protocol: evil, signaling.v1\r\n"));
        var head = await chosen.HeadAsync();
        Assert.Contains("Sec-WebSocket-Protocol: signaling.v1\r\n", head, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("evil", head, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/signal")]
    [InlineData("/hub")]
    [InlineData("/socket.io/?EIO=4&transport=websocket")]
    [InlineData("/peerjs?key=peerjs&id=a&token=t")]
    [InlineData("/y-webrtc")]
    [InlineData("/realtime/v1/websocket?vsn=1.0.0")]
    public async Task CrossSiteWebSocket_FromAForeignOrigin_IsRefused(string path)
    {
        await using var gateway = await StartAsync("Doors:Origins:0=https://app.example", "Doors:YWebrtc:Origins:0=https://docs.example");
        var own = path == "/y-webrtc" ? "https://docs.example" : "https://app.example";
        foreach (var origin in (string[])["https://evil.example", "null", "https://app.example.evil.example", "http://app.example", path == "/y-webrtc" ? "https://app.example" : "https://docs.example"])
        {
            await using var foreign = await gateway.ConnectAsync();
            await foreign.SendAsync(WireClient.Upgrade(path, $"Origin: {origin}\r\n"));
            Assert.StartsWith("HTTP/1.1 403 ", await foreign.HeadAsync(), StringComparison.Ordinal);
        }

        foreach (var more in (string[])[$"Origin: {own}\r\n", ""])
        {
            await using var welcome = await gateway.ConnectAsync();
            await welcome.SendAsync(WireClient.Upgrade(path, more));
            Assert.StartsWith("HTTP/1.1 101 ", await welcome.HeadAsync(), StringComparison.Ordinal);
        }
    }

    private Task<WireGateway> StartAsync(params string[] settings) => WireGateway.StartAsync(transport, settings);

    private static async Task<WireClient> FromAsync(WireGateway gateway, string address)
    {
        var client = await gateway.ConnectAsync();
        await client.SendAsync(WireClient.Upgrade(more: $"X-Forwarded-For: 198.51.100.1, {address}\r\n"));
        return client;
    }

    private static async Task<int> CountAsync(List<WireClient> clients, string status)
    {
        var found = 0;
        foreach (var client in clients) found += (client.Head ??= await client.HeadAsync()).Contains(status, StringComparison.Ordinal) ? 1 : 0;
        return found;
    }

    private static async Task<string> RestOrResetAsync(WireClient client)
    {
        try
        {
            return await client.RestAsync();
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static async Task AliveAsync(WireClient client)
    {
        await client.SendAsync(Frames.Text("""{"type":"ping"}"""));
        Assert.Contains("pong", await client.UntilAsync("\"pong\""), StringComparison.Ordinal);
    }
}

public sealed class LeanWireAttackTests() : WireAttackTests("Lean");

public sealed class KestrelWireAttackTests() : WireAttackTests("Kestrel");
