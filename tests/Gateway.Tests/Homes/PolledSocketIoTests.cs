using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Signaling.Gateway.Tests.Lean;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Homes;

/// <summary>Socket.IO, polled at whichever gateway the next request happens to reach.</summary>
public sealed class PolledSocketIoTests : TwoGateways
{
    private const string Polling = "/socket.io/?EIO=4&transport=polling";

    [Fact]
    public async Task EachRequest_AtTheOtherGateway_IsTheSameSession()
    {
        var sid = await OpenAsync(First);
        Assert.DoesNotContain("127.0.0.1", sid, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, "ok"), await PushAsync(Second, sid, "40"));
        Assert.StartsWith("40{", (await PollAsync(First, sid)).Body, StringComparison.Ordinal);
        var poll = PollAsync(Second, sid); // waits there
        Assert.Equal("ok", (await PushAsync(First, sid, "421[\"join-room\",\"hall\"]")).Body);
        var heard = (await poll).Body;
        while (!heard.Contains("431[{\"ok\":true}]", StringComparison.Ordinal)) heard += (await PollAsync(Second, sid)).Body;
        Assert.Contains("existing-peers", heard, StringComparison.Ordinal);
        for (var turn = 0; turn < 6; turn++)
        {
            Assert.Equal("ok", (await PushAsync(turn % 2 == 0 ? First : Second, sid, $"42{turn + 2}[\"chat\",{turn}]")).Body);
            Assert.Equal($"43{turn + 2}[{{\"ok\":true}}]", (await PollAsync(turn % 3 == 0 ? Second : First, sid)).Body);
        }
    }

    [Fact]
    public async Task AWebSocket_AtTheOtherGateway_TakesTheSessionOver()
    {
        var sid = await OpenAsync(First);
        await PushAsync(First, sid, "40");
        await PollAsync(First, sid);
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{Second.Door("/socket.io/")}?EIO=4&transport=websocket&sid={sid}"), CancellationToken.None);
        await SendAsync(socket, "2probe");
        Assert.Equal("3probe", await NextAsync(socket));
        await SendAsync(socket, "5");
        await SendAsync(socket, "421[\"join-room\",\"hall\"]");
        while (await NextAsync(socket) is var text && text != "431[{\"ok\":true}]") Assert.Contains("existing-peers", text, StringComparison.Ordinal);
        await SendAsync(socket, "nonsense");

        Assert.Equal("closed 1002", await NextAsync(socket)); // which the first gateway said
    }

    [Fact]
    public async Task AWebSocket_IsLean_WhereItsSessionIsAtHome_AndHandedOnOtherwise()
    {
        foreach (var (gateway, isLean) in (IEnumerable<(TestGateway, bool)>)[(First, true), (Second, false)])
        {
            var sid = await OpenAsync(First);
            var wire = new WireGateway(gateway);
            await using var client = await wire.ConnectAsync();
            await client.SendAsync(WireClient.Upgrade($"/socket.io/?EIO=4&transport=websocket&sid={sid}"), Frames.Text("2probe"));
            var head = await client.HeadAsync();

            Assert.StartsWith("HTTP/1.1 101 ", head, StringComparison.Ordinal);
            Assert.Equal(!isLean, head.Contains("\r\nDate:", StringComparison.Ordinal)); // which only Kestrel writes
            Assert.Equal("text 3probe", await client.NextAsync());
            await client.SendAsync(Frames.Close(1000));
            await client.UntilAsync("close");
        }
    }

    [Fact]
    public async Task APollGivenUp_EndsTheSession_ThoughItWaitedAtTheOther()
    {
        var sid = await OpenAsync(First);
        await PushAsync(Second, sid, "40");
        await PollAsync(Second, sid);
        using var patience = new CancellationTokenSource(500);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AskAsync(Second, HttpMethod.Get, $"{Polling}&sid={sid}", cancellation: patience.Token));

        await Eventually.TrueAsync(async () => (await PushAsync(First, sid, "3")).Status == HttpStatusCode.BadRequest, () => "The session goes on.");
    }

    [Fact]
    public async Task TheAnswer_IsAsTheOtherGateway_GaveIt()
    {
        var sid = await OpenAsync(First);
        using var answer = await SendAsync(Second, HttpMethod.Post, $"{Polling}&sid={sid}", "40", request => request.Headers.Add("Origin", "https://example.org"));
        Assert.Equal(["https://example.org"], answer.Headers.GetValues("Access-Control-Allow-Origin"));
        Assert.Equal("text/html", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, 3), CodeOf(await PushAsync(Second, sid, new string('4', 70_000))));
    }

    [Fact]
    public async Task AGatewayThatIsGone_IsNotWaitedFor()
    {
        var sid = await OpenAsync(First);
        await StopAsync(First);

        Assert.Equal((HttpStatusCode.BadRequest, 1), CodeOf(await PushAsync(Second, sid, "40")));
        Assert.Contains(Second.Log.Entries, entry => entry.Text.Contains("is not reached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ANameThatWeDidNotMake_LeadsNowhere()
    {
        var (one, other) = (await OpenAsync(First), await OpenAsync(First));
        var (id, home) = (one[..one.LastIndexOf('.')], other[(other.LastIndexOf('.') + 1)..]);

        foreach (var name in new[] { $"{id}.{home}", $"{id}.", id + ".AAAA", one + "A", "." + home, new string('x', 2_000) + "." + home })
            Assert.Equal((HttpStatusCode.BadRequest, 1), CodeOf(await PushAsync(Second, name, "40")));
    }

    [Fact]
    public async Task AWrongInternalAddress_MakesNoLoop()
    {
        var astray = await StartAsync(Second.Address.ToString().TrimEnd('/'));
        var sid = await OpenAsync(astray);
        Assert.Equal("ok", (await PushAsync(astray, sid, "40")).Body);
        Assert.Equal((HttpStatusCode.BadRequest, 1), CodeOf(await PushAsync(First, sid, "3")));

        // The first does not know itself by this name: it hands on to itself, once.
        var toNobody = await StartAsync(First.Address.ToString().TrimEnd('/').Replace("127.0.0.1", "localhost", StringComparison.Ordinal));
        sid = await OpenAsync(toNobody);
        Assert.Equal((HttpStatusCode.BadRequest, 1), CodeOf(await PushAsync(First, sid, "3")));
    }

    private async Task<string> OpenAsync(TestGateway gateway)
    {
        var (_, body) = await AskAsync(gateway, HttpMethod.Get, Polling);
        return JsonElement.Parse(body[1..]).GetProperty("sid").GetString()!;
    }

    private Task<(HttpStatusCode Status, string Body)> PollAsync(TestGateway gateway, string sid) => AskAsync(gateway, HttpMethod.Get, $"{Polling}&sid={sid}");

    private Task<(HttpStatusCode Status, string Body)> PushAsync(TestGateway gateway, string sid, string body) => AskAsync(gateway, HttpMethod.Post, $"{Polling}&sid={sid}", body);

    private static (HttpStatusCode Status, int Code) CodeOf((HttpStatusCode Status, string Body) answer) =>
        (answer.Status, JsonElement.Parse(answer.Body).GetProperty("code").GetInt32());

    private static Task SendAsync(ClientWebSocket socket, string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    private static async Task<string> NextAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[1 << 16];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
        return part.MessageType == WebSocketMessageType.Close ? $"closed {(int)socket.CloseStatus!}" : Encoding.UTF8.GetString(buffer, 0, part.Count);
    }
}
