using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Sessions;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.YWebrtc;

/// <summary>
/// One y-webrtc client. The protocol has no errors: what cannot be understood is ignored, but counts against the client's rate. Payloads are
/// opaque, encrypted or not.
/// </summary>
internal sealed class YWebrtcConnection(SessionServices services, ITransport transport) : IConnection
{
    /// <summary>Rooms of topics have names of their own, so that a page of another door does not take a document for a call.</summary>
    private const string RoomPrefix = "y-webrtc/";
    private const int TopicsMax = 64;

    private readonly ConcurrentDictionary<string, TopicSeat> _seats = new();
    private RateLimiter _rate = new(services.SessionLimits.MessagesPerSecond, services.SessionLimits.MessagesBurst);
    private int _refusedInARow;
    private long _heardAt = services.Clock.NowMs;

    public void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        OnAlive();
        if (!_rate.TryTake(services.Clock.NowMs, out _))
        {
            if (++_refusedInARow > services.SessionLimits.RefusedInARow) Close(Reasons.Abusive);
            return;
        }

        _refusedInARow = 0;
        JsonElement json;
        try
        {
            json = JsonElement.Parse(utf8.Span);
        }
        catch (JsonException)
        {
            return;
        }

        if (json.ValueKind == JsonValueKind.Object && json.TryGetProperty("type", out var type)) Take(type, json);
    }

    public void OnBinary(ReadOnlyMemory<byte> data) => Close(Reasons.BinaryFrame);

    public void OnAlive() => Volatile.Write(ref _heardAt, services.Clock.NowMs);

    /// <summary>A topic has no memory of who left: the client subscribes again when it comes back.</summary>
    public void OnClosed(int code)
    {
        foreach (var (_, seat) in _seats) seat.Session.Disconnected(1000);
    }

    public void OnTick(long nowMs)
    {
        var silentMs = nowMs - Volatile.Read(ref _heardAt);
        if (silentMs >= 2L * services.SessionLimits.HeartbeatMs) Close(Reasons.HeartbeatMissed);
        else if (silentMs >= services.SessionLimits.HeartbeatMs) transport.Ping();
    }

    public void OnShutdown() => Close(Reasons.ShuttingDown);

    public void OnServerFull() => Close(Reasons.ServerFull);

    private void Take(JsonElement type, JsonElement json)
    {
        if (type.ValueKind != JsonValueKind.String) return;
        if (type.ValueEquals("ping"u8))
        {
            transport.Send("""{"type":"pong"}"""u8);
            transport.Flush();
        }
        else if (type.ValueEquals("publish"u8)) Publish(json);
        else if (type.ValueEquals("subscribe"u8)) ForTopics(json, Subscribe);
        else if (type.ValueEquals("unsubscribe"u8)) ForTopics(json, Unsubscribe);
    }

    private static void ForTopics(JsonElement json, Action<string> what)
    {
        if (!json.TryGetProperty("topics", out var topics) || topics.ValueKind != JsonValueKind.Array) return;
        foreach (var topic in topics.EnumerateArray())
        {
            if (NameOf(topic) is { } name) what(name);
        }
    }

    private void Subscribe(string topic)
    {
        if (_seats.TryGetValue(topic, out var had) && !had.IsOver) return;
        if (had is null && _seats.Count >= TopicsMax) return;
        var seat = _seats[topic] = new TopicSeat(services, transport, topic);
        seat.Session.Join(new JoinCommand(RoomPrefix + topic));
    }

    private void Unsubscribe(string topic)
    {
        if (_seats.TryRemove(topic, out var seat)) seat.Session.Leave();
    }

    /// <summary>A client may publish only where it listens.</summary>
    private void Publish(JsonElement json)
    {
        if (!json.TryGetProperty("topic", out var topic) || !json.TryGetProperty("data", out var data)) return;
        if (NameOf(topic) is not { } name || !_seats.TryGetValue(name, out var seat) || seat.IsOver) return;
        var payload = JsonMarshal.GetRawUtf8Value(data).ToArray();
        seat.Session.Send(new Signal { Kind = SignalKind.Message, Payload = payload }, []);
        seat.TellPublished(payload);
        transport.Flush();
    }

    /// <summary>A topic that can name a room; otherwise null.</summary>
    private static string? NameOf(JsonElement topic)
    {
        if (topic.ValueKind != JsonValueKind.String) return null;
        try
        {
            return topic.GetString() is { } name && Name.IsValid(RoomPrefix + name) ? name : null;
        }
        catch (InvalidOperationException)
        {
            return null; // half a surrogate pair
        }
    }

    private void Close(Code code)
    {
        transport.Close(code.Close, code.Name);
        transport.Flush();
    }
}
