using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Tests.Lean;

namespace Signaling.Gateway.Tests.Auth;

/// <summary>A token at each door, in the way its clients send it.</summary>
public sealed class DoorTokenTests : IAsyncLifetime
{
    private WireGateway _gateway = null!;

    public async Task InitializeAsync() => _gateway = await WireGateway.StartAsync("Lean", "Auth:Secret=" + Issuer.Secret);

    public async Task DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task SignalR_TakesItFromTheQuery_AndFromTheHeader()
    {
        await using var without = await HubAsync("");
        Assert.Contains("token-missing", await without.UntilAsync("error"), StringComparison.Ordinal);
        await using var query = await HubAsync($"?access_token={Issuer.Token()}");
        await query.UntilAsync("existing-peers");
        await using var header = await HubAsync("", $"Authorization: Bearer {Issuer.Token()}\r\n");
        await header.UntilAsync("existing-peers");
        foreach (var client in (WireClient[])[without, query, header])
        {
            await client.SendAsync(Frames.Close(1000)); // SignalR takes a broken connection for an error
            await client.UntilAsync("close");
        }
    }

    [Fact]
    public async Task PeerJs_TakesItAsItsToken()
    {
        await using var without = await OpenAsync("/peerjs?key=peerjs&id=a&token=random");
        Assert.Contains("\"ERROR\"", await without.TextAsync(), StringComparison.Ordinal);
        await using var with = await OpenAsync($"/peerjs?key=peerjs&id=a&token={Issuer.Token()}");
        Assert.Contains("OPEN", await with.TextAsync(), StringComparison.Ordinal);
        await using var elsewhere = await OpenAsync($"/peerjs?key=peerjs&id=b&token={Issuer.Token(rooms: "\"other\"")}");
        Assert.Contains("\"ERROR\"", await elsewhere.TextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task YWebrtc_TakesItFromTheQuery()
    {
        await using var with = await OpenAsync($"/y-webrtc?token={Issuer.Token(rooms: "\"y-webrtc/doc\"")}");
        await using var without = await OpenAsync("/y-webrtc");
        foreach (var client in (WireClient[])[with, without]) await client.SendAsync(Frames.Text("""{"type":"subscribe","topics":["doc"]}"""));
        await with.SendAsync(Frames.Text("""{"type":"publish","topic":"doc","data":1}"""));
        Assert.Contains("publish", await with.TextAsync(), StringComparison.Ordinal);
        await without.SendAsync(Frames.Text("""{"type":"publish","topic":"doc","data":2}"""), Frames.Text("""{"type":"ping"}"""));
        Assert.Contains("pong", await without.TextAsync(), StringComparison.Ordinal);
        await with.SendAsync(Frames.Text("""{"type":"ping"}"""));
        Assert.Contains("pong", await with.TextAsync(), StringComparison.Ordinal); // and nothing of the other
    }

    [Fact]
    public async Task SocketIo_TakesItFromTheConnect_AndAFreshOneFromAnEvent()
    {
        await using var without = await OpenAsync("/socket.io/?EIO=4&transport=websocket");
        await without.SendAsync(Frames.Text("40"));
        await without.UntilAsync("0{");
        var refused = await without.UntilAsync("44");
        Assert.Contains("\"code\":\"token-missing\"", refused, StringComparison.Ordinal);

        await using var with = await OpenAsync("/socket.io/?EIO=4&transport=websocket");
        await with.SendAsync(Frames.Text($$"""40{"token":"{{Issuer.Token(rooms: "\"room\"")}}"}"""));
        await with.UntilAsync("40{");
        await with.SendAsync(Frames.Text("""42["join-room","room"]"""));
        await with.UntilAsync("existing-peers");
        await with.SendAsync(Frames.Text("""421["join-room","other"]"""));
        Assert.Contains("room-forbidden", await with.UntilAsync("431"), StringComparison.Ordinal);
        await with.SendAsync(Frames.Text($$"""422["token","{{Issuer.Token(rooms: "[\"room\",\"other\"]")}}"]"""), Frames.Text("""423["join-room","other"]"""));
        Assert.Contains("\"ok\":true", await with.UntilAsync("432"), StringComparison.Ordinal);
        Assert.Contains("\"ok\":true", await with.UntilAsync("433"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AdminRight_IsTheTokens_OrTheConfiguredOne()
    {
        await using var gateway = await TestGateway.StartAsync(null, null, ["Auth:Secret=" + Issuer.Secret, "Admin:Token=0123456789abcdef"]);
        var access = gateway.Services.GetRequiredService<AdminAccess>();
        Assert.Equal(AdminVerdict.Allowed, access.CheckHeader("Bearer 0123456789abcdef"));
        Assert.Equal(AdminVerdict.Allowed, access.CheckHeader("bearer " + Issuer.Token(rights: "admin")));
        Assert.Equal(AdminVerdict.Forbidden, access.CheckHeader("Bearer " + Issuer.Token(rights: "join moderate")));
        foreach (var bad in (string?[])[null, "", "Bearer", "Bearer ", "Basic 0123456789abcdef", "Bearer 0123456789abcdeF", "Bearer " + Issuer.Token(rights: "admin", seconds: -60)])
            Assert.Equal(AdminVerdict.Unknown, access.CheckHeader(bad));
        Assert.Null(access.MadeToken);

        await using var open = await TestGateway.StartAsync(null, null, []);
        var made = open.Services.GetRequiredService<AdminAccess>();
        Assert.Equal(AdminVerdict.Allowed, made.Check(made.MadeToken));
        Assert.Equal(AdminVerdict.Unknown, made.Check(new string('0', 32)));
    }

    [Fact]
    public void AddressKeys_TellAddressesApart_AndIpv6NetworksOnly()
    {
        static ulong Key(string address) => AddressBounds.KeyOf(System.Net.IPAddress.Parse(address));
        Assert.Equal(Key("192.0.2.1"), Key("::ffff:192.0.2.1"));
        Assert.NotEqual(Key("192.0.2.1"), Key("192.0.2.2"));
        Assert.Equal(Key("2001:db8::1"), Key("2001:db8::2"));
        Assert.NotEqual(Key("2001:db8::1"), Key("2001:db8:0:1::1"));
        Assert.NotEqual(0UL, Key("::"));
    }

    [Theory]
    [InlineData("10.0.0.1", "203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "1.2.3.4, 203.0.113.9", "203.0.113.9")]
    [InlineData("10.0.0.1", "203.0.113.9, 10.0.0.2", "203.0.113.9")]
    [InlineData("10.0.0.1", "203.0.113.9:4711, 10.0.0.2", "203.0.113.9")]
    [InlineData("10.0.0.1", "nonsense, 10.0.0.2", "10.0.0.2")]
    [InlineData("10.0.0.1", null, "10.0.0.1")]
    [InlineData("192.0.2.1", "203.0.113.9", "192.0.2.1")]
    [InlineData("::ffff:10.0.0.1", "2001:db8::1", "2001:db8::1")]
    public void Proxies_TellWhoseClientItIs(string peer, string? forwarded, string client) => Assert.Equal(
        System.Net.IPAddress.Parse(client), new Proxies(["10.0.0.0/8"]).ClientOf(System.Net.IPAddress.Parse(peer), forwarded));

    private async Task<WireClient> HubAsync(string query, string more = "")
    {
        var client = await OpenAsync("/hub" + query, more);
        await client.SendAsync(
            Frames.Text("{\"protocol\":\"json\",\"version\":1}\u001e"),
            Frames.Text("{\"type\":1,\"target\":\"JoinRoom\",\"arguments\":[{\"room\":\"hub\"}]}\u001e"));
        return client;
    }

    private async Task<WireClient> OpenAsync(string path, string more = "")
    {
        var client = await _gateway.ConnectAsync();
        await client.SendAsync(WireClient.Upgrade(path, more));
        Assert.StartsWith("HTTP/1.1 101 ", await client.HeadAsync(), StringComparison.Ordinal);
        return client;
    }
}
