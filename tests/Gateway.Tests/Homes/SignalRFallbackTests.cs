using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.Homes;

/// <summary>SignalR's ways around WebSockets, at whichever gateway the next request happens to reach.</summary>
public sealed class SignalRFallbackTests : TwoGateways
{
    private const string Hello = "{\"protocol\":\"json\",\"version\":1}\u001e";
    private const string Join = "{\"type\":1,\"target\":\"JoinRoom\",\"arguments\":[{\"room\":\"hall\",\"peerId\":\"ann\"}]}\u001e";

    [Fact]
    public async Task LongPolling_AtTheOtherGateway_IsTheSameConnection()
    {
        var id = await NegotiateAsync();
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Second, HttpMethod.Get, $"/hub?id={id}")).Status); // opens it
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(First, HttpMethod.Post, $"/hub?id={id}", Hello)).Status);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(Second, HttpMethod.Post, $"/hub?id={id}", Join)).Status);
        var heard = "";
        for (var polls = 0; !heard.Contains("\"existing-peers\"", StringComparison.Ordinal); polls++)
        {
            Assert.True(polls < 20, heard);
            heard += (await AskAsync(polls % 2 == 0 ? First : Second, HttpMethod.Get, $"/hub?id={id}")).Body;
        }

        Assert.Equal(HttpStatusCode.Accepted, (await AskAsync(Second, HttpMethod.Delete, $"/hub?id={id}")).Status);
    }

    [Fact]
    public async Task ServerSentEvents_FromTheOtherGateway()
    {
        var id = await NegotiateAsync();
        using var events = await SendAsync(Second, HttpMethod.Get, $"/hub?id={id}", prepare: request => request.Headers.Accept.ParseAdd("text/event-stream"));
        Assert.Equal("text/event-stream", events.Content.Headers.ContentType!.MediaType);
        using var reader = new StreamReader(await events.Content.ReadAsStreamAsync());
        await AskAsync(Second, HttpMethod.Post, $"/hub?id={id}", Hello);
        await AskAsync(First, HttpMethod.Post, $"/hub?id={id}", Join);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));

        while ((await reader.ReadLineAsync(limit.Token))?.Contains("\"existing-peers\"", StringComparison.Ordinal) != true) continue;
    }

    [Fact]
    public async Task AWebSocket_NegotiatedAtTheOtherGateway_NeedsItNot()
    {
        var id = await NegotiateAsync();
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"{Second.Door("/hub")}?id={id}"), CancellationToken.None);
        await StopAsync(First);
        await socket.SendAsync(Encoding.UTF8.GetBytes(Hello + Join), WebSocketMessageType.Text, true, CancellationToken.None);
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[1 << 16];
        var heard = "";
        while (!heard.Contains("\"existing-peers\"", StringComparison.Ordinal))
            heard += Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer.AsMemory(), limit.Token)).Count);
    }

    private async Task<string> NegotiateAsync()
    {
        var (status, body) = await AskAsync(First, HttpMethod.Post, "/hub/negotiate?negotiateVersion=1", "");
        Assert.Equal(HttpStatusCode.OK, status);
        var id = JsonElement.Parse(body).GetProperty("connectionToken").GetString()!;
        Assert.Contains('.', id);
        return id;
    }
}
