using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Time.Testing;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>A raw Engine.IO client at an echo, whose clock the test turns.</summary>
public abstract class EngineTest : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(15);
    private readonly HttpClient _http = new() { Timeout = Limit };
    private EchoHost _host = null!;

    protected FakeTimeProvider Time { get; } = new();

    protected int Connections => _host.Connections.Count;

    public async Task InitializeAsync() => _host = await EchoHost.StartAsync(time: Time);

    public async Task DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    protected void Pass(int milliseconds) => Time.Advance(TimeSpan.FromMilliseconds(milliseconds));

    /// <summary>A request to the door, with this query.</summary>
    protected async Task<(HttpStatusCode Status, string Body)> AskAsync(HttpMethod method, string query, byte[]? body = null, string door = "engine.io", CancellationToken cancellation = default)
    {
        using var request = new HttpRequestMessage(method, new Uri(_host.Address, $"/{door}/?{query}")) { Content = body is null ? null : new ByteArrayContent(body) };
        using var answer = await _http.SendAsync(request, cancellation);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(cancellation));
    }

    /// <summary>A polled session; gives its id.</summary>
    protected async Task<string> OpenPolledAsync(string door = "engine.io")
    {
        var (status, body) = await AskAsync(HttpMethod.Get, "EIO=4&transport=polling", door: door);
        Assert.Equal(HttpStatusCode.OK, status);
        return JsonElement.Parse(body[1..]).GetProperty("sid").GetString()!;
    }

    protected Task<(HttpStatusCode Status, string Body)> PollAsync(string sid, string door = "engine.io", CancellationToken cancellation = default) =>
        AskAsync(HttpMethod.Get, $"EIO=4&transport=polling&sid={sid}", door: door, cancellation: cancellation);

    protected Task<(HttpStatusCode Status, string Body)> PushAsync(string sid, string body, string door = "engine.io") =>
        AskAsync(HttpMethod.Post, $"EIO=4&transport=polling&sid={sid}", Encoding.UTF8.GetBytes(body), door);

    /// <summary>A WebSocket, of its own or for a polled session. The greeting of its own is taken.</summary>
    protected async Task<ClientWebSocket> OpenSocketAsync(string sid = "", string door = "engine.io", bool skipsGreeting = true)
    {
        var socket = new ClientWebSocket();
        using var limit = new CancellationTokenSource(Limit);
        var query = $"EIO=4&transport=websocket{(sid.Length > 0 ? "&sid=" + sid : "")}";
        await socket.ConnectAsync(new UriBuilder(_host.Address) { Scheme = "ws", Path = $"/{door}/", Query = query }.Uri, limit.Token);
        if (sid.Length == 0 && skipsGreeting) Assert.StartsWith("0{", await NextAsync(socket), StringComparison.Ordinal);
        return socket;
    }

    protected static async Task SendAsync(ClientWebSocket socket, string text)
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, limit.Token);
    }

    protected static async Task SendBinaryAsync(ClientWebSocket socket, params byte[] bytes)
    {
        using var limit = new CancellationTokenSource(Limit);
        await socket.SendAsync(bytes, WebSocketMessageType.Binary, true, limit.Token);
    }

    /// <summary>The next message; binary ones as hexadecimal digits behind a #, the end as <c>closed</c> and its code.</summary>
    protected static async Task<string> NextAsync(ClientWebSocket socket)
    {
        using var limit = new CancellationTokenSource(Limit);
        var buffer = new byte[1 << 16];
        var part = await socket.ReceiveAsync(buffer.AsMemory(), limit.Token);
        Assert.True(part.EndOfMessage);
        return part.MessageType switch
        {
            WebSocketMessageType.Close => $"closed {(int)socket.CloseStatus!}",
            WebSocketMessageType.Binary => "#" + Convert.ToHexString(buffer.AsSpan(0, part.Count)),
            _ => Encoding.UTF8.GetString(buffer, 0, part.Count),
        };
    }
}
