using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>What carries a SignalR client's bytes: a WebSocket without negotiation, or server-sent events and posts.</summary>
internal abstract class HubLine : IDisposable
{
    /// <summary>The close code of the server's, over a WebSocket.</summary>
    public virtual WebSocketCloseStatus? CloseStatus => null;

    public static async Task<HubLine> ConnectAsync(HubHost host)
    {
        if (host.Way == HubHost.Events) return await EventLine.OpenAsync(host.Http);
        var socket = new ClientWebSocket();
        using var handler = new SocketsHttpHandler { ConnectCallback = ConnectAsync };
        using var invoker = new HttpMessageInvoker(handler, disposeHandler: false);
        await socket.ConnectAsync(host.Socket("/hub"), invoker, CancellationToken.None);
        return new SocketLine(socket);
    }

    public abstract Task SendAsync(byte[] bytes);

    /// <summary>What came next; null at the end.</summary>
    public abstract Task<byte[]?> ReceiveAsync();

    /// <summary>Ends it as a network does.</summary>
    public abstract void Drop();

    public virtual Task CloseAsync(WebSocketCloseStatus status) => throw new NotSupportedException();

    public abstract void Dispose();

    /// <summary>A socket with little room.</summary>
    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16 << 10 };
        await socket.ConnectAsync(context.DnsEndPoint, stop);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private sealed class SocketLine(ClientWebSocket socket) : HubLine
    {
        private readonly byte[] _buffer = new byte[1 << 18];

        public override WebSocketCloseStatus? CloseStatus => socket.CloseStatus;

        public override Task SendAsync(byte[] bytes) => socket.SendAsync(bytes, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

        public override async Task<byte[]?> ReceiveAsync()
        {
            var part = await socket.ReceiveAsync(_buffer.AsMemory(), CancellationToken.None);
            return part.MessageType == WebSocketMessageType.Close ? null : _buffer[..part.Count];
        }

        public override void Drop() => socket.Abort();

        public override Task CloseAsync(WebSocketCloseStatus status) => socket.CloseOutputAsync(status, null, CancellationToken.None);

        public override void Dispose() => socket.Dispose();
    }

    private sealed class EventLine(HttpClient http, string url, HttpResponseMessage events, StreamReader reader) : HubLine
    {
        public static async Task<EventLine> OpenAsync(Uri address)
        {
            var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectAsync }) { BaseAddress = address };
            using var negotiated = await http.PostAsync("/hub/negotiate?negotiateVersion=1", null);
            var url = $"/hub?id={JsonElement.Parse(await negotiated.Content.ReadAsByteArrayAsync()).GetProperty("connectionToken").GetString()}";
            using var request = new HttpRequestMessage(HttpMethod.Get, url);
            request.Headers.Accept.ParseAdd("text/event-stream");
            var events = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            events.EnsureSuccessStatusCode();
            return new EventLine(http, url, events, new StreamReader(await events.Content.ReadAsStreamAsync()));
        }

        public override async Task SendAsync(byte[] bytes)
        {
            using var content = new ByteArrayContent(bytes);
            using var answer = await http.PostAsync(url, content);
        }

        /// <summary>The lines of an event (https://html.spec.whatwg.org/multipage/server-sent-events.html).</summary>
        public override async Task<byte[]?> ReceiveAsync()
        {
            StringBuilder data = new();
            while (await reader.ReadLineAsync() is { } line)
            {
                if (line.StartsWith("data: ", StringComparison.Ordinal)) data.Append(data.Length > 0 ? "\n" : "").Append(line.AsSpan(6));
                else if (line.Length == 0 && data.Length > 0) return Encoding.UTF8.GetBytes(data.ToString());
            }

            return null;
        }

        public override void Drop() => events.Dispose();

        public override void Dispose()
        {
            events.Dispose();
            http.Dispose();
        }
    }
}
