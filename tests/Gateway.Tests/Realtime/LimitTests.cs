using System.Net.WebSockets;
using Signaling.Gateway.Doors.Realtime;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>What the channel's configuration asks for that there is not, and the bounds.</summary>
public sealed class LimitTests() : RealtimeTest(ownClock: false, "Doors:Realtime:Channels=2", "Doors:Realtime:ApiKeys:0=good", "Limits:RoomPeers=2")
{
    [Fact]
    public async Task PostgresChanges_AreAnsweredHonestly()
    {
        var ann = await OpenGoodAsync();
        var join = await ann.JoinAsync(Room, """{"postgres_changes":[{"event":"*","schema":"public"},{}],"presence":{"enabled":false}}""");
        Assert.Equal("""[{"id":1,"event":"*","schema":"public"},{"id":2}]""", join.Response.GetProperty("postgres_changes").GetRawText());
        var told = (await ann.NextAsync("system")).Payload;
        Assert.Equal(("postgres_changes", "error", "not-served", Room), (told.GetProperty("extension").GetString(), told.GetProperty("status").GetString(), told.GetProperty("code").GetString(), told.GetProperty("channel").GetString()));
        Assert.StartsWith("RealtimeDisabledForConfiguration: ", told.GetProperty("message").GetString(), StringComparison.Ordinal);

        var refused = await ann.JoinAsync(Room, """{"postgres_changes":[{"event":"*","schema":"public"}],"postgres_changes_options":{"wait":true}}""");
        Assert.Equal(("error", "not-served"), (refused.Status, refused.Code));
    }

    [Fact]
    public async Task Replay_Readiness_AndStorage_AreNotServed()
    {
        var ann = await OpenGoodAsync();
        Assert.Equal("ok", (await ann.JoinAsync(Room, """{"broadcast":{"replay":{"since":1},"replication_ready":true},"presence":{"enabled":false}}""")).Status);
        Assert.Equal("broadcast", (await ann.NextAsync("system")).Payload.GetProperty("extension").GetString());
        Assert.Equal("system", (await ann.NextAsync("system")).Payload.GetProperty("extension").GetString());
        Assert.Equal("not-served", (await ann.ReplyAsync(await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"e","payload":{},"persist":true}"""))).Code);
    }

    [Fact]
    public async Task PrivateChannels_AreSaidToBeOpen_AndTokensAreTaken()
    {
        var ann = await OpenGoodAsync();
        await ann.SendAsync($$$"""["1","1","{{{Topic}}}","phx_join",{"config":{"private":true,"presence":{"enabled":false}},"access_token":"a.b.c"}]""");
        Assert.Equal("ok", (await ann.NextAsync("phx_reply")).Status);
        Assert.Equal("not-served", (await ann.NextAsync("system")).Payload.GetProperty("code").GetString());
        await ann.PushAsync(Topic, "access_token", """{"access_token":"d.e.f"}""");
        Assert.Empty(await ann.FenceAsync());
    }

    [Fact]
    public async Task Channels_AndRooms_AreBounded()
    {
        var ann = await OpenGoodAsync();
        await ann.JoinAsync(Room);
        await ann.JoinAsync(Room + "2");
        var third = await ann.JoinAsync(Room + "3");
        Assert.Equal(("already-joined", "ChannelRateLimitReached: Too many channels"), (third.Code, third.Reason));
        var (bob, eve) = (await OpenGoodAsync(), await OpenGoodAsync());
        await bob.JoinAsync(Room);
        var full = await eve.JoinAsync(Room);
        Assert.Equal(("room-full", "ConnectionRateLimitReached: Too many connected users"), (full.Code, full.Reason));
        Assert.Equal("bad-name", (await eve.JoinAsync(Room + "4", Config(new string('k', 200)))).Code);
    }

    [Theory]
    [InlineData("apikey=bad")]
    [InlineData("apikey=")]
    [InlineData("")]
    public async Task AKeyOfNobody_IsRefused(string query)
    {
        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => RawWebSocket.ConnectAsync(new Uri($"{Server.Door("/realtime/v1/websocket")}?{query}")));
        Assert.StartsWith("HTTP/1.1 401", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TooLargeMessages_EndTheConnection_AndBytesCountAsText()
    {
        var ann = await OpenGoodAsync();
        await ann.JoinAsync(Room);
        var number = await ann.BroadcastBinaryAsync(Room, "e", new byte[50_000], isJson: false);
        Assert.Equal("message-too-large", (await ann.ReplyAsync(number)).Code);
        await ann.SendBytesAsync(new byte[70_000], WebSocketMessageType.Text);
        Assert.Equal((1009, "message-too-large"), await ann.Closed);
    }

    [Fact]
    public void Options_HaveTheirProblems()
    {
        Assert.Empty(new RealtimeOptions().Problems());
        Assert.Equal(2, new RealtimeOptions { Channels = 0, ApiKeys = [" "] }.Problems().Count());
    }

    private Task<PhoenixClient> OpenGoodAsync() => PhoenixClient.ConnectAsync(Server, query: "apikey=good");
}

/// <summary>A client that sends too much.</summary>
public sealed class RateTests() : RealtimeTest(ownClock: true, "Session:MessagesPerSecond=1", "Session:MessagesBurst=3", "Session:RefusedInARow=2048", "OutboxBytes=4000000")
{
    [Fact]
    public async Task BeyondItsRate_ItIsRefused_AndInTheEndClosed()
    {
        var ann = await OpenAsync();
        Assert.Equal("ok", (await ann.JoinAsync(Room)).Status);
        for (var i = 0; i < 2; i++) await ann.PushAsync("phoenix", "heartbeat", "{}");
        var number = await ann.PushAsync(Topic, "broadcast", """{"type":"broadcast","event":"e","payload":1}""");
        var refused = await ann.ReplyAsync(number);
        Assert.Equal(("rate-limited", "after", 1_000), (refused.Code, refused.Response.GetProperty("retry").GetString(), refused.Response.GetProperty("retryAfterMs").GetInt32()));
        Pass(1_000);
        Assert.Equal("ok", (await ann.ReplyAsync(await ann.PushAsync("phoenix", "heartbeat", "{}"))).Status);
        for (var i = 0; i < 2_049; i++) await ann.SendAsync("[null,null,\"phoenix\",\"heartbeat\",{}]");
        Assert.Equal((4029, "abusive"), await ann.Closed);
    }
}

/// <summary>The end of a server.</summary>
public sealed class ShutdownTests() : RealtimeTest(ownClock: false, "ShutdownMs=1000")
{
    [Fact]
    public async Task AServerThatStops_SaysSo()
    {
        var ann = await EnterAsync("ann");
        await Server.StopAsync();
        Assert.Equal((1001, "shutting-down"), await ann.Closed);
    }
}

/// <summary>What takes its time.</summary>
public sealed class PatienceTests() : RealtimeTest(ownClock: true)
{
    [Fact]
    public async Task WhatDidNotArrive_IsToldOnTheChannel_AndSilenceEndsTheConnection()
    {
        var ann = await EnterAsync("ann");
        await ann.BroadcastAsync(Room, "ice-candidate", $$"""{"targetPeerId":"bob","candidate":{{Ice("b1")}} }""");
        await ann.FenceAsync();
        Pass(30_500);
        var told = (await ann.NextAsync("system")).Payload;
        Assert.Equal(("expired", "bob", "broadcast"), (told.GetProperty("code").GetString(), told.GetProperty("targetPeerId").GetString(), told.GetProperty("extension").GetString()));
        Pass(41_000);
        Assert.Equal((4008, "heartbeat-missed"), await ann.Closed);
    }
}
