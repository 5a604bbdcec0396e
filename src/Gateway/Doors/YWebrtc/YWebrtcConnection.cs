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
internal sealed class YWebrtcConnection(SessionServices services, ITransport transport, string? token) : IConnection
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

        if (JsonFields.Field(json, "type") is { } type) Take(JsonFields.Text(type), json);
    }

    public void OnBinary(ReadOnlyMemory<byte> data) => Close(Reasons.BinaryFrame);

    public void OnAlive() => Volatile.Write(ref _heardAt, services.Clock.NowMs);

    /// <summary>A topic has no memory of who left: the client subscribes again when it comes back.</summary>
    public void OnClosed(int code)
    {
        foreach (var (_, seat) in _seats) seat.Session.Disconnected(1000);
    }

    public string Door => "ywebrtc";

    public void OnTick(long nowMs)
    {
        foreach (var (_, seat) in _seats) seat.Session.CheckAccess(nowMs);
        var silentMs = nowMs - Volatile.Read(ref _heardAt);
        if (silentMs >= 2L * services.SessionLimits.HeartbeatMs) Close(Reasons.HeartbeatMissed);
        else if (silentMs >= services.SessionLimits.HeartbeatMs) transport.Ping();
    }

    public void OnShutdown() => Close(Reasons.ShuttingDown);

    public void OnServerFull() => Close(Reasons.ServerFull);

    private void Take(string? type, JsonElement json)
    {
        if (type == "ping")
        {
            transport.Send("""{"type":"pong"}"""u8);
            transport.Flush();
        }
        else if (type == "publish") Publish(json);
        else if (type == "subscribe") ForTopics(json, Subscribe);
        else if (type == "unsubscribe") ForTopics(json, Unsubscribe);
    }

    private static void ForTopics(JsonElement json, Action<string> what)
    {
        if (JsonFields.Field(json, "topics") is not { } topics || topics.ValueKind != JsonValueKind.Array) return;
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
        seat.Session.Join(new JoinCommand(RoomPrefix + topic) { Token = token });
    }

    private void Unsubscribe(string topic)
    {
        if (_seats.TryRemove(topic, out var seat)) seat.Session.Leave();
    }

    /// <summary>A client may publish only where it listens.</summary>
    private void Publish(JsonElement json)
    {
        if (JsonFields.Field(json, "topic") is not { } topic || JsonFields.Field(json, "data") is not { } data) return;
        if (NameOf(topic) is not { } name || !_seats.TryGetValue(name, out var seat) || seat.IsOver) return;
        var payload = JsonMarshal.GetRawUtf8Value(data).ToArray();
        seat.Session.Send(new Signal { Kind = SignalKind.Message, Payload = payload }, []);
        seat.TellPublished(payload);
        transport.Flush();
    }

    /// <summary>A topic that can name a room; otherwise null.</summary>
    private static string? NameOf(JsonElement topic) => JsonFields.Text(topic) is { } name && Name.IsValid(RoomPrefix + name) ? name : null;

    private void Close(Code code)
    {
        transport.Close(code.Close, code.Name);
        transport.Flush();
    }
}
