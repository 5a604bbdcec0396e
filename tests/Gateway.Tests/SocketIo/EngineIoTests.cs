using System.Net;
using System.Text.Json;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>The requirements of Engine.IO 4, which the official suite checks, too.</summary>
public sealed class EngineIoTests : EngineTest
{
    private const string Separator = "\u001e";

    [Fact]
    public async Task Handshake_TellsTheSessionAndItsTimes()
    {
        var (_, polled) = await AskAsync(HttpMethod.Get, "EIO=4&transport=polling");
        using var socket = await OpenSocketAsync(skipsGreeting: false);
        var greeted = await NextAsync(socket);

        foreach (var (greeting, upgrades) in new[] { (polled, """["websocket"]"""), (greeted, "[]") })
        {
            Assert.StartsWith("0{", greeting, StringComparison.Ordinal);
            var fields = JsonElement.Parse(greeting[1..]);
            Assert.Equal(["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"], fields.EnumerateObject().Select(field => field.Name));
            Assert.Equal(upgrades, fields.GetProperty("upgrades").GetRawText());
            Assert.Equal((EchoHost.PingIntervalMs, EchoHost.PingTimeoutMs, EchoHost.MessageBytes), (
                fields.GetProperty("pingInterval").GetInt32(), fields.GetProperty("pingTimeout").GetInt32(), fields.GetProperty("maxPayload").GetInt32()));
        }
    }

    [Theory]
    [InlineData("GET", "transport=polling", 5)]
    [InlineData("GET", "EIO=3&transport=polling", 5)]
    [InlineData("GET", "EIO=4", 0)]
    [InlineData("GET", "EIO=4&transport=carrier-pigeon", 0)]
    [InlineData("GET", "EIO=4&transport=websocket", 0)]
    [InlineData("GET", "EIO=4&transport=polling&sid=unknown", 1)]
    [InlineData("POST", "EIO=4&transport=polling&sid=unknown", 1)]
    [InlineData("POST", "EIO=4&transport=polling", 2)]
    [InlineData("PUT", "EIO=4&transport=polling", 2)]
    public async Task Handshake_ThatIsWrong_IsRefusedWithItsCode(string method, string query, int code)
    {
        var (status, body) = await AskAsync(new HttpMethod(method), query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal(code, JsonElement.Parse(body).GetProperty("code").GetInt32());
    }

    [Theory]
    [InlineData("4hello")]
    [InlineData("4one" + Separator + "4two" + Separator + "4three")]
    [InlineData("4text" + Separator + "bAQIDBA==")]
    [InlineData("4\u00e9\ud83d\ude00")]
    public async Task Polled_PacketsComeBackAsTheyWent(string packets)
    {
        var sid = await OpenPolledAsync();

        Assert.Equal((HttpStatusCode.OK, "ok"), await PushAsync(sid, packets));
        Assert.Equal((HttpStatusCode.OK, packets), await PollAsync(sid));
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("4ok" + Separator)]
    [InlineData("b!")]
    [InlineData("2")]
    [InlineData("11")]
    public async Task Polled_ABrokenPacket_EndsTheSession(string body)
    {
        var sid = await OpenPolledAsync();

        Assert.Equal(HttpStatusCode.BadRequest, (await PushAsync(sid, body)).Status);
        await IsGoneAsync(sid);
    }

    [Fact]
    public async Task Polled_MoreThanMayCome_EndsTheSession()
    {
        var sid = await OpenPolledAsync();

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PushAsync(sid, "4" + new string('x', EchoHost.MessageBytes))).Status);
        await IsGoneAsync(sid);
    }

    [Fact]
    public async Task Polled_TwoPollsAtOnce_EndTheSession()
    {
        var sid = await OpenPolledAsync();
        var both = new[] { PollAsync(sid), PollAsync(sid) };
        var answers = await Task.WhenAll(both);

        Assert.Equal([(HttpStatusCode.OK, "1"), (HttpStatusCode.BadRequest, "")], answers.Select(a => (a.Status, a.Status == HttpStatusCode.OK ? a.Body : "")).Order());
        await IsGoneAsync(sid);
    }

    [Fact]
    public async Task Polled_APollGivenUp_EndsTheSession()
    {
        var sid = await OpenPolledAsync();
        using var patience = new CancellationTokenSource();
        var poll = PollAsync(sid, cancellation: patience.Token);
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);

        await IsGoneAsync(sid);
        await Eventually.TrueAsync(() => Connections == 0);
    }

    [Fact]
    public async Task Socket_PacketsComeBackAsTheyWent()
    {
        using var socket = await OpenSocketAsync();
        await SendAsync(socket, "4hello");
        Assert.Equal("4hello", await NextAsync(socket));
        await SendBinaryAsync(socket, 1, 2, 3, 4);
        Assert.Equal("#01020304", await NextAsync(socket));
        await SendAsync(socket, "abc");
        Assert.Equal("closed 1002", await NextAsync(socket));
    }

    [Fact]
    public async Task Heartbeat_Answered_GoesOn()
    {
        var sid = await OpenPolledAsync();
        using var socket = await OpenSocketAsync();
        for (var round = 0; round < 3; round++)
        {
            Pass(EchoHost.PingIntervalMs);
            Assert.Equal((HttpStatusCode.OK, "2"), await PollAsync(sid));
            Assert.Equal("2", await NextAsync(socket));
            Pass(EchoHost.PingTimeoutMs - 1);
            Assert.Equal(HttpStatusCode.OK, (await PushAsync(sid, "3")).Status);
            await SendAsync(socket, "3");
            await SendAsync(socket, "4there?");
            Assert.Equal("4there?", await NextAsync(socket)); // so the answer was taken
        }
    }

    [Fact]
    public async Task Heartbeat_NotAnswered_EndsTheSession()
    {
        var sid = await OpenPolledAsync();
        using var socket = await OpenSocketAsync();
        Pass(EchoHost.PingIntervalMs);
        Assert.Equal("2", await NextAsync(socket));
        Pass(EchoHost.PingTimeoutMs);

        Assert.Equal("closed 4008", await NextAsync(socket));
        Assert.Equal(HttpStatusCode.BadRequest, (await PollAsync(sid)).Status); // at once: it depends on no timer's turn
        Assert.Equal(HttpStatusCode.BadRequest, (await PushAsync(sid, "3")).Status);
    }

    [Fact]
    public async Task ClosePacket_EndsTheSession()
    {
        var sid = await OpenPolledAsync();
        var poll = PollAsync(sid);
        await PushAsync(sid, "4x");
        Assert.Equal((HttpStatusCode.OK, "4x"), await poll); // so the polls arrive
        poll = PollAsync(sid);
        await PushAsync(sid, "1");
        Assert.Equal((HttpStatusCode.OK, "6"), await poll);
        await IsGoneAsync(sid);

        using var socket = await OpenSocketAsync();
        await SendAsync(socket, "1");
        Assert.Equal("closed 1000", await NextAsync(socket));
    }

    [Fact]
    public async Task Upgrade_MovesTheSession_AndLosesNothing()
    {
        var sid = await OpenPolledAsync();
        using var socket = await OpenSocketAsync(sid);
        var poll = PollAsync(sid);
        await SendAsync(socket, "2probe");
        Assert.Equal("3probe", await NextAsync(socket));
        Assert.Equal((HttpStatusCode.OK, "6"), await poll); // so that the client can stop polling
        await PushAsync(sid, "4still polled");
        await SendAsync(socket, "5");
        Assert.Equal("4still polled", await NextAsync(socket));
        await SendAsync(socket, "4hello");
        Assert.Equal("4hello", await NextAsync(socket));

        Assert.Equal(HttpStatusCode.BadRequest, (await PollAsync(sid)).Status);
        using var second = await OpenSocketAsync(sid);
        Assert.Equal("closed 1002", await NextAsync(second));
        await SendAsync(socket, "4untouched");
        Assert.Equal("4untouched", await NextAsync(socket));
    }

    [Fact]
    public async Task Upgrade_WhileAnotherIsTried_IsRefused_AndTheFirstGoesOn()
    {
        var sid = await OpenPolledAsync();
        using var first = await OpenSocketAsync(sid);
        await SendAsync(first, "2probe");
        Assert.Equal("3probe", await NextAsync(first));
        using var second = await OpenSocketAsync(sid);
        Assert.Equal("closed 1002", await NextAsync(second));
        await SendAsync(first, "5");
        await SendAsync(first, "4hello");

        Assert.Equal("4hello", await NextAsync(first));
    }

    [Fact]
    public async Task Upgrade_ThatFails_LeavesTheSessionPolled()
    {
        var sid = await OpenPolledAsync();
        using (var socket = await OpenSocketAsync(sid))
        {
            await SendAsync(socket, "5"); // not before the probe
            Assert.Equal("closed 1002", await NextAsync(socket));
        }

        await PushAsync(sid, "4hello");
        Assert.Equal((HttpStatusCode.OK, "4hello"), await PollAsync(sid));
        await Eventually.TrueAsync(() => TakesAProbeAsync(sid)); // as soon as the old one is known to be gone
    }

    private async Task<bool> TakesAProbeAsync(string sid)
    {
        using var socket = await OpenSocketAsync(sid);
        await SendAsync(socket, "2probe");
        return await NextAsync(socket) == "3probe";
    }

    private async Task IsGoneAsync(string sid) => await Eventually.TrueAsync(async () =>
    {
        var (status, body) = await PollAsync(sid);
        return status == HttpStatusCode.BadRequest && body.Contains("Session ID unknown", StringComparison.Ordinal);
    });
}
