using System.Globalization;
using System.Text.Json;
using Signaling.Gateway.Ice;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Ice;

/// <summary>Credentials of own TURN servers: each peer its own, fresh ones before they end, none for who is gone.</summary>
public sealed class IceLeaseTests()
    : NativeTest(ownClock: true, "IceServers:0:Urls:0=stun:stun.example.org", "Turn:Urls:0=turn:turn.example.org:3478", "Turn:Secret=north", "Turn:LifetimeSeconds=600",
        "Doors:SocketIo:PingIntervalMs=1000000")
{
    [Fact]
    public void TheScheme_IsCoturns() // printf 1700000000:alice | openssl dgst -sha1 -hmac north -binary | base64
        => Assert.Equal(("1700000000:alice", "Cd/49soE35ICqcJF/bCTn8Z4OyE="), SharedSecret.For("north", "alice", DateTimeOffset.FromUnixTimeSeconds(1_700_000_000)));

    [Fact]
    public async Task EachPeer_HasItsOwn_ThatTheServerWillTake()
    {
        var (_, toAlice) = await WelcomeAsync("alice");
        var (_, toBob) = await WelcomeAsync("bob");

        Assert.Equal("stun:stun.example.org", toAlice["iceServers"][0].GetProperty("urls")[0].GetString());
        var (alice, bob) = (Turn(toAlice), Turn(toBob));
        Assert.NotEqual(alice.User, bob.User);
        Assert.Equal(600, alice.Expiry - Server.Time!.GetUtcNow().ToUnixTimeSeconds(), 1.0);
        Assert.Equal(SharedSecret.For("north", alice.User, DateTimeOffset.FromUnixTimeSeconds(alice.Expiry)).Credential, alice.Credential);
        Assert.DoesNotContain("alice", alice.User, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FreshOnes_ComeBeforeTheOldEnd_AgainAndAgain_WithTheSameName()
    {
        var (alice, welcome) = await WelcomeAsync("alice");
        var first = Turn(welcome);
        await LiveForAsync(alice, 380);
        Assert.DoesNotContain(await alice.FenceAsync(), message => message.Type == "ice-servers");

        for (var round = 0; round < 2; round++)
        {
            var began = Server.Time!.GetUtcNow();
            NativeText? fresh = null;
            while (fresh is null)
            {
                Assert.True(Server.Time.GetUtcNow() - began < TimeSpan.FromSeconds(460), "too late: a quarter of the time must be left");
                fresh = (await LiveForAsync(alice, 10)).FirstOrDefault(message => message.Type == "ice-servers");
            }

            var next = Turn(fresh);
            Assert.Equal(first.User, next.User);
            Assert.InRange(next.Expiry - Server.Time.GetUtcNow().ToUnixTimeSeconds(), 585, 600);
        }
    }

    [Fact]
    public async Task AResume_BringsFreshOnes()
    {
        var (alice, welcome) = await WelcomeAsync("alice", "\"acks\":true");
        Pass(30_000);
        alice.Abort();
        var resumed = await (await ResumeAsync(welcome.Text("resume"))).NextAsync("resumed");
        Assert.Equal((Turn(welcome).User, Turn(welcome).Expiry + 30), (Turn(resumed).User, Turn(resumed).Expiry));
    }

    [Fact]
    public async Task WhoLeft_OrNeverJoined_GetsNone()
    {
        var left = await JoinAsync("left");
        await left.SendAsync("""{"type":"leave-room"}""");
        Assert.Equal(1000, await left.ClosedAsync());
        var refused = await ConnectAsync();
        await refused.SendAsync("""{"type":"resume","resume":"AAAA","seen":0}""");
        await refused.NextErrorAsync("resume-invalid");
        var stays = await JoinAsync("stays");
        Assert.Contains(await LiveForAsync(stays, 460), message => message.Type == "ice-servers");
        await Assert.ThrowsAsync<InvalidOperationException>(() => left.NextAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(() => refused.NextAsync());
    }

    [Fact]
    public async Task ASocketIoPage_GetsThem_AndFreshOnes()
    {
        using var page = new System.Net.WebSockets.ClientWebSocket();
        await page.ConnectAsync(new Uri(Server.Door("/socket.io/") + "?EIO=4&transport=websocket"), default);
        await SendAsync("40");
        await SendAsync($"42[\"join-room\",\"{Room}\"]");
        var first = User(await EventAsync("existing-peers"));
        Pass(460_000);
        var fresh = await EventAsync("ice-servers");
        Assert.Equal(Room, fresh.GetProperty("room").GetString());
        Assert.Equal(first.Split(':')[1], User(fresh).Split(':')[1]);
        Assert.NotEqual(first, User(fresh));

        Task SendAsync(string text) => page.SendAsync(System.Text.Encoding.UTF8.GetBytes(text), System.Net.WebSockets.WebSocketMessageType.Text, true, default);

        async Task<JsonElement> EventAsync(string name)
        {
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
            var buffer = new byte[1 << 16];
            while (true)
            {
                var part = await page.ReceiveAsync(buffer.AsMemory(), limit.Token);
                var text = System.Text.Encoding.UTF8.GetString(buffer, 0, part.Count);
                if (text.StartsWith($"42[\"{name}\"", StringComparison.Ordinal)) return JsonElement.Parse(text[2..])[1];
            }
        }

        static string User(JsonElement message) => message.GetProperty("iceServers")[1].GetProperty("username").GetString()!;
    }

    /// <summary>Lets time pass in steps of a heartbeat's half, with signs of life. Returns what came.</summary>
    private async Task<IReadOnlyList<NativeText>> LiveForAsync(NativeClient client, int seconds)
    {
        var came = new List<NativeText>();
        for (var passed = 0; passed < seconds; passed += 10)
        {
            Pass(10_000);
            came.AddRange(await client.FenceAsync());
        }

        return came;
    }

    private static (string User, long Expiry, string Credential) Turn(NativeText message)
    {
        JsonElement server = message["iceServers"][1];
        Assert.Equal("turn:turn.example.org:3478", server.GetProperty("urls")[0].GetString());
        var name = server.GetProperty("username").GetString()!.Split(':');
        return (name[1], long.Parse(name[0], CultureInfo.InvariantCulture), server.GetProperty("credential").GetString()!);
    }
}
