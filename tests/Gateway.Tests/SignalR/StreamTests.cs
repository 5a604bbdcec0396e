using System.Net.WebSockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Signaling.Gateway.Connections;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>The hub protocol itself: a stream of frames, whatever messages carry it; its handshake, its pings, its silence.</summary>
public abstract class StreamTests(string way) : HubTest(way)
{
    private const string Hello = "{\"protocol\":\"json\",\"version\":1}\u001e";

    [Fact]
    public async Task ManyFramesInOneMessage_LargerThanAFrameMayBe_AreAllTaken()
    {
        await using var host = await StartAsync();
        var (other, _) = await HubSocket.JoinAsync(host, "other");
        await using var o = other;
        await using var hub = await HubSocket.OpenAsync(host);
        var filler = new string('x', 5_000);
        var said = Enumerable.Range(0, 40).Select(i => Invocation("Message", $$"""{"data":"{{i}} {{filler}}"}"""));

        await hub.BytesAsync(Encoding.UTF8.GetBytes(Hello + Invocation("JoinRoom", """{"room":"hall","peerId":"hub"}""") + string.Concat(said)));

        for (var i = 0; i < 40; i++) Assert.StartsWith($"{i} x", (await other.EventAsync("message")).GetProperty("data").GetString(), StringComparison.Ordinal);
        Assert.Empty(host.Complaints);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task AFrameInManyMessages_IsOneFrame(int bytes)
    {
        await using var host = await StartAsync();
        await using var hub = await HubSocket.OpenAsync(host);
        foreach (var piece in Encoding.UTF8.GetBytes(Hello + Invocation("JoinRoom", """{"room":"hall","peerId":"hub"}""")).Chunk(bytes)) await hub.BytesAsync(piece);

        await hub.EventAsync("existing-peers");
    }

    [Theory]
    [InlineData("{\"protocol\":\"messagepack\",\"version\":1}", "The protocol is not supported")]
    [InlineData("{\"protocol\":\"json\",\"version\":7}", "does not support version 7")]
    [InlineData("{\"protocol\":\"json\"}", "could not be read")]
    [InlineData("{\"type\":6}", "could not be read")]
    [InlineData("nonsense", "could not be read")]
    [InlineData("", "could not be read")]
    public async Task ABadHandshake_IsRefusedWithASentence(string handshake, string sentence)
    {
        await using var host = await StartAsync();
        await using var hub = await HubSocket.OpenAsync(host);
        await hub.FrameAsync(handshake);

        Assert.Contains(sentence, (await hub.FrameAsync(0)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(await hub.RestAsync());
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task NoHandshake_EndsWithAReason()
    {
        await using var host = await StartAsync("--Signaling:Session:HandshakeMs=1000");
        await using var hub = await HubSocket.OpenAsync(host);

        Assert.StartsWith("handshake-timeout: ", (await hub.FrameAsync(0)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(await hub.RestAsync());
    }

    /// <summary>Whatever way it comes; and the path is the hub's as ASP.NET reads paths.</summary>
    [Fact]
    public async Task MoreThanAnAddressMayHave_IsRefused_AndThePlaceIsGivenBack()
    {
        await using var host = await StartAsync("--Signaling:PerAddress:Loopback=true", "--Signaling:PerAddress:Connections=1");
        var (first, _) = await HubSocket.JoinAsync(host, "first");

        if (IsWebSocket)
        {
            await Assert.ThrowsAsync<WebSocketException>(() => HubSocket.OpenAsync(host));
            using var socket = new ClientWebSocket();
            await Assert.ThrowsAsync<WebSocketException>(() => socket.ConnectAsync(host.Socket("/HUB"), CancellationToken.None));
        }
        else
        {
            await using var second = await HubSocket.OpenAsync(host);
            Assert.StartsWith("server-full: ", (await second.FrameAsync(0)).GetProperty("error").GetString(), StringComparison.Ordinal);
        }

        await first.DisposeAsync();
        for (var tries = 0; ; tries++)
        {
            try
            {
                var (again, _) = await HubSocket.JoinAsync(host, "again");
                await again.DisposeAsync();
                break;
            }
            catch (Exception) when (tries < 200)
            {
                await Task.Delay(50); // until the server has seen the end
            }
        }
    }

    [Fact]
    public async Task OneTooMany_IsTold_InPlaceOfTheHandshakesAnswer()
    {
        await using var host = await StartAsync("--Signaling:Connections=1");
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;
        await using var late = await HubSocket.OpenAsync(host);

        Assert.StartsWith("server-full: ", (await late.FrameAsync(0)).GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Empty(await late.RestAsync());
        Assert.Null(await hub.InvokeAsync("Ping"));
    }

    [Fact]
    public async Task ASilentClient_IsPinged_AndEndsAfterItsPatience_UnlessItPings()
    {
        var time = new FakeTimeProvider();
        await using var host = await StartAsync(builder => builder.Services.AddSingleton<TimeProvider>(time));
        var (silent, _) = await HubSocket.JoinAsync(host, "silent");
        var (awake, _) = await HubSocket.JoinAsync(host, "awake");
        await using var s = silent;
        await using var a = awake;
        for (var second = 0; second < 45; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (second % 10 != 0) continue;
            await awake.FrameAsync("""{"type":6}""");
            Assert.Null(await awake.InvokeAsync("Ping"));
        }

        Assert.Equal("heartbeat-missed", (await silent.EventAsync("error")).GetProperty("code").GetString());
        var close = await silent.FrameAsync(7);
        Assert.True(close.GetProperty("allowReconnect").GetBoolean());
        Assert.StartsWith("heartbeat-missed: ", close.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(silent.TakePings());
        Assert.Null(await awake.InvokeAsync("LeaveRoom"));
        await awake.RestAsync();
        var table = host.App.Services.GetRequiredService<ConnectionTable>();
        await Eventually.TrueAsync(() => table.Count == 0, () => $"{table.Count} are left."); // nobody turns the clock while the host stops
    }

    [Theory]
    [InlineData("""{"type":1,"target":"ping","arguments":[]}""")]
    [InlineData("""{"target":"PING","arguments":[{},{}],"headers":{"a":"b"},"type":1}""")]
    [InlineData("""{"streamIds":[],"type":1,"target":"Ping","arguments":[{"a":[1,{"b":null}]}],"invocationId":""}""")]
    public async Task AnInvocation_MayBeWrittenInManyWays(string frame)
    {
        await using var host = await StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;
        await hub.FrameAsync(frame);

        await hub.EventAsync("pong");
    }

    [Theory]
    [InlineData("""{"type":1,"target":"Ping"}""")]
    [InlineData("""{"type":1,"arguments":[{}]}""")]
    [InlineData("""{"type":1,"target":7,"arguments":[{}]}""")]
    [InlineData("""{"type":1,"target":"Ping","arguments":{}}""")]
    [InlineData("""{"type":1,"target":"Ping","arguments":[{}],"invocationId":7}""")]
    [InlineData("""{"type":4,"invocationId":"x"}""")]
    [InlineData("""{"target":"Ping","arguments":[{}]}""")]
    [InlineData("""{"type":6} {"type":6}""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task AMalformedFrame_CostsAnError(string frame)
    {
        await using var host = await StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;
        await hub.FrameAsync(frame);

        Assert.Equal("bad-json", (await hub.EventAsync("error")).GetProperty("code").GetString());
        Assert.Null(await hub.InvokeAsync("Ping"));
        Assert.Empty(host.Complaints);
    }

    [Fact]
    public async Task AnAnswer_NamesItsInvocationAndMethod_AsTheyWereWritten()
    {
        await using var host = await StartAsync();
        var (hub, _) = await HubSocket.JoinAsync(host, "hub");
        await using var h = hub;
        await hub.FrameAsync("""{"type":1,"invocationId":"\"\u00e9\\","target":"No\"such","arguments":[]}""");

        Assert.Contains("invoking 'No\"such' on", (await hub.CompletionAsync("\"é\\")).GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    private static string Invocation(string method, string argument) => $$"""{"type":1,"target":"{{method}}","arguments":[{{argument}}]}""" + "\u001e";
}

public sealed class StreamOverLeanTests() : StreamTests(HubHost.Lean);

public sealed class StreamOverKestrelTests() : StreamTests(HubHost.Kestrel);

public sealed class StreamOverEventsTests() : StreamTests(HubHost.Events);
