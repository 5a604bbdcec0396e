using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>A SignalR client down to its frames.</summary>
internal sealed class HubSocket(HubLine line) : IAsyncDisposable
{
    private const byte Separator = 0x1e;

    private readonly Inbox _inbox = new();
    private Task _reading = Task.CompletedTask;
    private int _invocation;

    /// <summary>The close code of the server's.</summary>
    public WebSocketCloseStatus? CloseStatus => line.CloseStatus;

    /// <summary>SignalR's close message came.</summary>
    public bool HasClosed => _inbox.Take(m => TypeOf(m) == 7).Count > 0;

    public static async Task<HubSocket> ConnectAsync(HubHost host)
    {
        var client = await ConnectWithoutReadingAsync(host);
        client.Read();
        return client;
    }

    /// <summary>A client that has said nothing, not even what it speaks.</summary>
    public static async Task<HubSocket> OpenAsync(HubHost host)
    {
        var client = new HubSocket(await HubLine.ConnectAsync(host));
        client.Read();
        return client;
    }

    /// <summary>A client that takes nothing from its socket until <see cref="Read"/>, and has little room in it.</summary>
    public static async Task<HubSocket> ConnectWithoutReadingAsync(HubHost host)
    {
        var client = new HubSocket(await HubLine.ConnectAsync(host));
        await client.FrameAsync("""{"protocol":"json","version":1}""");
        return client;
    }

    /// <summary>Joins and waits for the answer, which it returns.</summary>
    public static async Task<(HubSocket Client, JsonElement Welcome)> JoinAsync(HubHost host, string peerId, string more = "")
    {
        var client = await ConnectAsync(host);
        await client.SendAsync("JoinRoom", $$"""{"room":"hall","peerId":"{{peerId}}"{{more}}}""");
        return (client, await client.EventAsync("existing-peers"));
    }

    public void Read() => _reading = ReadAsync();

    /// <summary>Invokes and waits for the outcome: null, or the error.</summary>
    public async Task<string?> InvokeAsync(string method, params string[] arguments)
    {
        var id = $"call{++_invocation}";
        await FrameAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{string.Join(',', arguments)}}]}""");
        var done = await CompletionAsync(id);
        return done.TryGetProperty("error", out var error) ? error.GetString() : null;
    }

    /// <summary>Invokes without asking for the outcome.</summary>
    public Task SendAsync(string method, params string[] arguments) =>
        FrameAsync($$"""{"type":1,"target":"{{method}}","arguments":[{{string.Join(',', arguments)}}]}""");

    public Task FrameAsync(string json) => BytesAsync(Encoding.UTF8.GetBytes(json + (char)Separator));

    public Task BytesAsync(byte[] bytes) => line.SendAsync(bytes);

    /// <summary>The one argument of the next event of this name.</summary>
    public async Task<JsonElement> EventAsync(string name) =>
        ArgumentOf(await _inbox.NextAsync(m => TypeOf(m) == 1 && m.GetProperty("target").GetString() == name, name));

    /// <summary>All events of this name that came and that nobody has asked for yet.</summary>
    public IReadOnlyList<JsonElement> TakeEvents(string name) =>
        [.. _inbox.Take(m => TypeOf(m) == 1 && m.GetProperty("target").GetString() == name).Select(ArgumentOf)];

    public IReadOnlyList<JsonElement> TakePings() => _inbox.Take(m => TypeOf(m) == 6);

    /// <summary>The outcome of an invocation.</summary>
    public Task<JsonElement> CompletionAsync(string invocationId) =>
        _inbox.NextAsync(m => TypeOf(m) == 3 && m.GetProperty("invocationId").GetString() == invocationId, $"completion of {invocationId}");

    /// <summary>SignalR's ping, or its close message.</summary>
    public Task<JsonElement> FrameAsync(int type) => _inbox.NextAsync(m => TypeOf(m) == type, $"frame of type {type}");

    public Task<IReadOnlyList<JsonElement>> RestAsync() => _inbox.RestAsync();

    public Task CloseAsync(WebSocketCloseStatus status) => line.CloseAsync(status);

    public void Drop() => line.Drop();

    public async ValueTask DisposeAsync()
    {
        line.Drop();
        await _reading;
        line.Dispose();
    }

    public static int TypeOf(JsonElement frame) => frame.TryGetProperty("type", out var type) ? type.GetInt32() : 0;

    public static JsonElement ArgumentOf(JsonElement frame) => frame.GetProperty("arguments")[0];

    private async Task ReadAsync()
    {
        List<byte> rest = [];
        try
        {
            while (await line.ReceiveAsync() is { } part)
            {
                var bytes = (ReadOnlySpan<byte>)part;
                for (int end; (end = bytes.IndexOf(Separator)) >= 0; bytes = bytes[(end + 1)..])
                {
                    rest.AddRange(bytes[..end]);
                    _inbox.Add([.. rest]);
                    rest.Clear();
                }

                rest.AddRange(bytes);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or HttpRequestException)
        {
            // Ended without a close frame.
        }

        _inbox.End();
    }
}
