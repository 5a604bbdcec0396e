using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>A client of the native door, for the other side of the room.</summary>
internal sealed class NativeSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Inbox _inbox = new();
    private Task _reading = Task.CompletedTask;

    public static async Task<NativeSocket> JoinAsync(HubHost host, string peerId, string more = "")
    {
        var client = new NativeSocket();
        await client._socket.ConnectAsync(host.Socket("/signal"), CancellationToken.None);
        client._reading = client.ReadAsync();
        await client.SendAsync($$"""{"type":"join-room","room":"hall","peerId":"{{peerId}}"{{more}}}""");
        await client.EventAsync("existing-peers");
        return client;
    }

    public Task SendAsync(string json) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    public Task<JsonElement> EventAsync(string type) => _inbox.NextAsync(m => m.GetProperty("type").GetString() == type, type);

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[1 << 18];
        try
        {
            while (true)
            {
                var length = 0;
                ValueWebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer.AsMemory(length), CancellationToken.None);
                    length += part.Count;
                }
                while (!part.EndOfMessage);
                if (part.MessageType == WebSocketMessageType.Close) break;
                _inbox.Add(buffer.AsSpan(0, length));
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // Ended without a close frame.
        }

        _inbox.End();
    }
}
