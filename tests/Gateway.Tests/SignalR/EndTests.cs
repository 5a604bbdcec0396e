using System.Net.WebSockets;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Tests.Hosting;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>How a hub connection ends, and what becomes of its session.</summary>
public abstract class EndTests(string way) : HubTest(way)
{
    [Fact]
    public async Task DroppedConnection_WithAcks_ResumesAndGetsTheGap()
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (first, welcome) = await HubSocket.JoinAsync(host, "hub", ""","acks":true""");
        await using var f = first;
        await native.SendAsync("""{"type":"message","targetPeerId":"hub","data":1}""");
        Assert.Equal(1, (await first.EventAsync("message")).GetProperty("seq").GetInt64());
        await first.SendAsync("Ack", """{"seen":1}""");
        await first.SendAsync("Message", """{"seq":1,"data":"mine"}""");
        Assert.Equal("mine", (await native.EventAsync("message")).GetProperty("data").GetString());

        first.Drop();
        await native.EventAsync("peer-suspended");
        await native.SendAsync("""{"type":"message","targetPeerId":"hub","data":2}""");

        await using var second = await HubSocket.ConnectAsync(host);
        await second.SendAsync("Resume", $$"""{"resume":{{welcome.GetProperty("resume").GetRawText()}},"seen":1}""");
        var resumed = await second.EventAsync("resumed");
        Assert.True(resumed.GetProperty("recovered").GetBoolean());
        Assert.Equal(1, resumed.GetProperty("seen").GetInt64());
        var missed = await second.EventAsync("message");
        Assert.Equal((2, 2), (missed.GetProperty("data").GetInt32(), missed.GetProperty("seq").GetInt32()));
        await native.EventAsync("peer-resumed");
        await second.SendAsync("Message", """{"seq":2,"seen":2,"data":"more"}""");
        Assert.Equal("more", (await native.EventAsync("message")).GetProperty("data").GetString());
    }

    [Fact]
    public async Task SecondConnection_WithTheTicket_TakesOver()
    {
        await using var host = await StartAsync();
        var (first, welcome) = await HubSocket.JoinAsync(host, "hub", ""","acks":true""");
        await using var f = first;
        await using var second = await HubSocket.ConnectAsync(host);

        await second.SendAsync("Resume", $$"""{"resume":{{welcome.GetProperty("resume").GetRawText()}},"seen":0}""");

        await second.EventAsync("resumed");
        Assert.Equal("taken-over", (await first.EventAsync("error")).GetProperty("code").GetString());
        var close = await first.FrameAsync(7);
        Assert.StartsWith("taken-over: ", close.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.False(close.TryGetProperty("allowReconnect", out var again) && again.GetBoolean());
        await first.RestAsync();
        await second.SendAsync("Ping");
        await second.EventAsync("pong");
    }

    [Fact]
    public async Task AGatewayThatStops_AsksToMove_AndKeepsTheConnectionMeanwhile()
    {
        var engine = new OutlivingEngine();
        string[] options = ["--Signaling:Drain:NoticeMs=0", "--Signaling:Drain:Url=wss://native.example/signal", $"--Signaling:TicketKey={Convert.ToBase64String(new byte[32])}"];
        await using var stopping = await StartAsync(builder => builder.Services.AddSingleton<IEngine>(engine), options);
        await using var other = await StartAsync(builder => builder.Services.AddSingleton<IEngine>(engine), options);
        var (first, welcome) = await HubSocket.JoinAsync(stopping, "hub", ""","acks":true""");
        await using var f = first;

        var stop = Task.Run(stopping.App.Lifetime.StopApplication); // as a signal does: SignalR would cut its connections now
        var move = await first.EventAsync("move");
        Assert.Equal((2_000, false), (move.GetProperty("afterMs").GetInt32(), move.TryGetProperty("url", out _)));
        await first.SendAsync("Ping");
        await first.EventAsync("pong");
        await using var second = await HubSocket.ConnectAsync(other);
        await second.SendAsync("Resume", $$"""{"resume":{{welcome.GetProperty("resume").GetRawText()}},"seen":0}""");

        Assert.True((await second.EventAsync("resumed")).GetProperty("recovered").GetBoolean());
        await first.RestAsync();
        await stop.WaitAsync(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public async Task LeaveRoom_EndsTheSessionAndTheConnection()
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        Assert.Null(await hub.InvokeAsync("LeaveRoom"));

        Assert.Equal("left", (await native.EventAsync("peer-left")).GetProperty("reason").GetString());
        Assert.False((await hub.FrameAsync(7)).TryGetProperty("error", out _));
        await hub.RestAsync();
        Assert.Equal(IsWebSocket ? WebSocketCloseStatus.NormalClosure : null, hub.CloseStatus);
    }

    [Fact]
    public async Task CloseMessageOfTheClient_Leaves()
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.FrameAsync("""{"type":7}""");

        Assert.Equal("left", (await native.EventAsync("peer-left")).GetProperty("reason").GetString());
    }

    [Fact]
    public async Task FrameCutShort_Suspends_AndIsNoFaultOfTheServer()
    {
        await using var host = await StartAsync();
        await using var native = await NativeSocket.JoinAsync(host, "native");
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        await hub.BytesAsync("{\"type\":1"u8.ToArray());
        if (IsWebSocket) await hub.CloseAsync(WebSocketCloseStatus.NormalClosure);
        else hub.Drop();

        await native.EventAsync("peer-suspended");
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Shutdown_TellsBeforeTheEnd(bool bySignal)
    {
        await using var host = await StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        var stopping = bySignal ? StopBySignalAsync(host) : host.App.StopAsync();

        var error = await hub.EventAsync("error");
        Assert.Equal("shutting-down", error.GetProperty("code").GetString());
        Assert.True(error.GetProperty("retryAfterMs").GetInt32() > 0);
        var close = await hub.FrameAsync(7);
        Assert.StartsWith("shutting-down: ", close.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.True(close.GetProperty("allowReconnect").GetBoolean());
        Assert.Empty(await hub.RestAsync());
        await stopping;
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task NoJoin_EndsWithAReason_WhateverElseIsSent()
    {
        await using var host = await StartAsync("--Signaling:Session:HandshakeMs=1000");
        await using var hub = await HubSocket.ConnectAsync(host);

        await hub.FrameAsync("""{"type":6}""");
        Assert.Equal("not-joined", await CodeAfterAsync(hub, "Offer", """{"targetPeerId":"x","sdp":"s"}"""));

        Assert.Equal("handshake-timeout", (await hub.EventAsync("error")).GetProperty("code").GetString());
        Assert.True((await hub.FrameAsync(7)).GetProperty("allowReconnect").GetBoolean());
    }

    [Fact]
    public async Task QuietClient_StaysConnected_AsLongAsSignalRIsContent()
    {
        await using var host = await StartAsync("--Signaling:Session:HeartbeatMs=1000");
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;

        // SignalR pings once a heartbeat here; the native door gives up after two.
        for (var i = 0; i < 4; i++) await hub.FrameAsync(6);

        await hub.SendAsync("Ping", "{}");
        await hub.EventAsync("pong");
    }

    private static async Task<string?> CodeAfterAsync(HubSocket hub, string method, string argument)
    {
        await hub.SendAsync(method, argument);
        return (await hub.EventAsync("error")).GetProperty("code").GetString();
    }

    // As the console's signal handler does it: SignalR hears of it before the hosted services do.
    private static async Task StopBySignalAsync(HubHost host)
    {
        await Task.Run(host.App.Lifetime.StopApplication);
        await host.App.StopAsync();
    }
}

public sealed class EndOverLeanTests() : EndTests(HubHost.Lean);

public sealed class EndOverKestrelTests() : EndTests(HubHost.Kestrel);

public sealed class EndOverEventsTests() : EndTests(HubHost.Events);
