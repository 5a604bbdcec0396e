using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Signaling.Gateway.Tests.Realtime;

/// <summary>A frame of the door's, read back from any of the framings.</summary>
/// <param name="JoinRef">Null where the frame has none.</param>
/// <param name="Ref">Null where the frame has none.</param>
/// <param name="Topic">The channel.</param>
/// <param name="Event">The event.</param>
/// <param name="Payload">The payload; of a binary frame null.</param>
/// <param name="Raw">The text, or the bytes after a binary frame's head.</param>
internal sealed record PhoenixReply(string? JoinRef, string? Ref, string Topic, string Event, JsonElement Payload, byte[] Raw)
{
    public string Text => Encoding.UTF8.GetString(Raw);

    /// <summary>ok or error.</summary>
    public string Status => Payload.GetProperty("status").GetString()!;

    public JsonElement Response => Payload.GetProperty("response");

    /// <summary>Of a refusal.</summary>
    public string Code => Response.GetProperty("code").GetString()!;

    public string Reason => Response.GetProperty("reason").GetString()!;

    public override string ToString() => Text;
}

/// <summary>A raw client of Phoenix channels in either version, that does nothing by itself.</summary>
internal sealed class PhoenixClient : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly ClientWebSocket _socket = new();
    private readonly Channel<PhoenixReply> _received = Channel.CreateUnbounded<PhoenixReply>();
    private readonly bool _isV2;
    private Task<(int Code, string Reason)> _reading = Task.FromResult((1006, ""));
    private int _ref;

    private PhoenixClient(bool isV2) => _isV2 = isV2;

    public Task<(int Code, string Reason)> Closed => _reading.WaitAsync(Limit);

    public static async Task<PhoenixClient> ConnectAsync(TestGateway gateway, bool isV2 = true, string query = "apikey=anon")
    {
        var client = new PhoenixClient(isV2);
        await client._socket.ConnectAsync(new Uri($"{gateway.Door("/realtime/v1/websocket")}?{query}&vsn={(isV2 ? "2.0.0" : "1.0.0")}"), CancellationToken.None);
        client._reading = Task.Run(client.ReadAsync);
        return client;
    }

    /// <summary>Joins a channel and takes the answer.</summary>
    public async Task<PhoenixReply> JoinAsync(string room, string config = "{}")
    {
        var number = await PushAsync($"realtime:{room}", "phx_join", $$"""{"config":{{config}}}""", isJoin: true);
        return await ReplyAsync(number);
    }

    /// <summary>Sends a frame; returns its ref.</summary>
    public async Task<string> PushAsync(string topic, string name, string payload, bool isJoin = false)
    {
        var number = $"{++_ref}";
        if (isJoin) JoinRef = number;
        await SendAsync(_isV2
            ? $"[\"{JoinRef}\",\"{number}\",{JsonSerializer.Serialize(topic)},\"{name}\",{payload}]"
            : $$"""{"topic":{{JsonSerializer.Serialize(topic)}},"event":"{{name}}","payload":{{payload}},"ref":"{{number}}","join_ref":"{{JoinRef}}"}""");
        return number;
    }

    /// <summary>The number of the last join.</summary>
    public string JoinRef { get; private set; } = "";

    public Task BroadcastAsync(string room, string userEvent, string payload) =>
        PushAsync($"realtime:{room}", "broadcast", $$"""{"type":"broadcast","event":"{{userEvent}}","payload":{{payload}}}""");

    /// <summary>A binary broadcast: kind 3.</summary>
    public async Task<string> BroadcastBinaryAsync(string room, string userEvent, byte[] payload, bool isJson, string metadata = "")
    {
        var number = $"{++_ref}";
        byte[][] parts = [.. new[] { JoinRef, number, $"realtime:{room}", userEvent, metadata }.Select(Encoding.UTF8.GetBytes)];
        await SendBytesAsync([3, .. parts.Select(part => (byte)part.Length), (byte)(isJson ? 1 : 0), .. parts.SelectMany(part => part), .. payload]);
        return number;
    }

    public Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, CancellationToken.None);

    public Task SendBytesAsync(byte[] bytes, WebSocketMessageType type = WebSocketMessageType.Binary) => _socket.SendAsync(bytes, type, true, CancellationToken.None);

    public async Task<PhoenixReply> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _received.Reader.ReadAsync(limit.Token);
    }

    /// <summary>The next frame, which must be of this event.</summary>
    public async Task<PhoenixReply> NextAsync(string name)
    {
        var frame = await NextAsync();
        return frame.Event == name ? frame : throw new InvalidOperationException($"Expected {name}, got {frame.Text}");
    }

    /// <summary>The answer to a frame; what comes before it is of no interest.</summary>
    public async Task<PhoenixReply> ReplyAsync(string number)
    {
        while (true)
        {
            var frame = await NextAsync();
            if (frame.Event == "phx_reply" && frame.Ref == number) return frame;
        }
    }

    /// <summary>What has come before the answer to a heartbeat sent now.</summary>
    public async Task<List<PhoenixReply>> FenceAsync()
    {
        await SendAsync(_isV2 ? """[null,"fence","phoenix","heartbeat",{}]""" : """{"topic":"phoenix","event":"heartbeat","payload":{},"ref":"fence"}""");
        var before = new List<PhoenixReply>();
        while (true)
        {
            var frame = await NextAsync();
            if (frame.Ref == "fence") return before;
            before.Add(frame);
        }
    }

    /// <summary>Ends the connection without a word.</summary>
    public void Abort() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private async Task<(int Code, string Reason)> ReadAsync()
    {
        try
        {
            var buffer = new byte[1 << 17];
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
                if (part.MessageType == WebSocketMessageType.Close) return ((int)_socket.CloseStatus!, _socket.CloseStatusDescription ?? "");
                _received.Writer.TryWrite(part.MessageType == WebSocketMessageType.Text ? FromText(buffer[..length]) : FromBytes(buffer[..length]));
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            return (1006, "");
        }
        finally
        {
            _received.Writer.TryComplete();
        }
    }

    private PhoenixReply FromText(byte[] utf8)
    {
        var json = JsonElement.Parse(utf8);
        if (_isV2) return new PhoenixReply(RefOf(json[0]), RefOf(json[1]), json[2].GetString()!, json[3].GetString()!, json[4], utf8);
        Assert.False(json.TryGetProperty("join_ref", out _));
        return new PhoenixReply(null, RefOf(json.GetProperty("ref")), json.GetProperty("topic").GetString()!, json.GetProperty("event").GetString()!, json.GetProperty("payload"), utf8);
    }

    private static string? RefOf(JsonElement json) => json.ValueKind == JsonValueKind.Number ? json.GetRawText() : json.GetString();

    /// <summary>Kind 4: the topic, the user's event, metadata, and the payload.</summary>
    private static PhoenixReply FromBytes(byte[] bytes)
    {
        Assert.Equal(4, bytes[0]);
        var topic = Encoding.UTF8.GetString(bytes, 5, bytes[1]);
        var userEvent = Encoding.UTF8.GetString(bytes, 5 + bytes[1], bytes[2]);
        return new PhoenixReply(null, null, topic, $"binary {userEvent}", default, bytes[(5 + bytes[1] + bytes[2] + bytes[3])..]);
    }
}
