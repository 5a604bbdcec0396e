using System.Runtime.InteropServices;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>What the client sends: broadcasts and presence.</summary>
internal sealed partial class Channel
{
    private volatile int _callThread;
    private (Code Code, int RetryAfterMs)? _fault;
    private string? _alias;

    private void Send(in PhoenixFrame frame)
    {
        if (Broadcast.Read(frame) is not { } broadcast) Refuse(frame, Reasons.MissingField);
        else if (broadcast.Persists) Refuse(frame, Reasons.NotServed, words: "This server stores no broadcasts");
        else if (Deliver(broadcast) is { } fault) Refuse(frame, fault.Code, fault.RetryAfterMs);
        else if (_config.Acks && frame.Ref is not null) _writer.ReplyOk(Topic, frame.JoinRef, frame.Ref);
    }

    /// <summary>To the peer it names, or to everybody else. Returns why not.</summary>
    private (Code Code, int RetryAfterMs)? Deliver(in Broadcast broadcast)
    {
        var shape = SignalShape.Read(broadcast.Event, broadcast.Payload.Span);
        var message = broadcast.ToRoom();
        if (message.Length > _services.Limits.MessageBytes) return (Reasons.MessageTooLarge, 0);
        var isOne = shape.Target is not null && _options.Targeted;
        if (isOne && !Name.IsValid(shape.Target)) return (Reasons.BadName, 0);
        if (shape.From is { } from && TakeName(from) is { } lie) return (lie, 0);
        var fault = isOne ? SendTo(shape.Target!, shape, broadcast, message) : SendToAll(message);
        if (fault is null && _config.Self) Broadcast.Tell(_writer, Topic, message.Span, _peerId);
        return fault;
    }

    /// <summary>The client says who it is. It may not be somebody else.</summary>
    private Code? TakeName(string from)
    {
        if (from == _peerId || from == _config.Key || from == _alias) return null;
        if (_book.Called(from).Count > 0) return Reasons.BadField;
        _alias ??= from;
        return null;
    }

    private (Code Code, int RetryAfterMs)? SendTo(string target, in SignalShape shape, in Broadcast broadcast, ReadOnlyMemory<byte> message)
    {
        var called = _book.Called(target);
        if (called.Count == 0)
        {
            if (target == _peerId || target == _config.Key || target == _alias) return _config.Self ? null : (Reasons.BadTarget, 0);

            // A page whose peers are called by their keys may mean one that is not there yet. What others call each other by only they know.
            var isKeyed = _config.Key is not null && (shape.From is null || shape.From == _config.Key);
            if (!isKeyed && !_callers.Knows(target)) return SendToAll(message);
            called = [target];
        }

        var signal = shape.Field is null
            ? new Signal { Kind = SignalKind.Message, Payload = message }
            : new Signal { Kind = shape.Kind, Payload = SignalPayload.ToRoom(shape, broadcast.Event, broadcast.Payload.Span) };
        (Code, int)? fault = null;
        foreach (var peerId in called) fault ??= Call(() => _session.Send(Labelled(signal, peerId), peerId));
        return fault;
    }

    /// <summary>Pages know no labels of connections: an answer and a candidate belong to the one that was offered last.</summary>
    private Signal Labelled(Signal signal, string peerId) =>
        signal.Kind is SignalKind.Answer or SignalKind.Candidate ? signal with { Connection = _callers.LabelOf(peerId) } : signal;

    private (Code Code, int RetryAfterMs)? SendToAll(ReadOnlyMemory<byte> message) =>
        Call(() => _session.Send(new Signal { Kind = SignalKind.Message, Payload = message }, []));

    /// <summary>Asks the session for something. Returns why it refused, when it does so at once.</summary>
    private (Code Code, int RetryAfterMs)? Call(Action what)
    {
        (_fault, _callThread) = (null, Environment.CurrentManagedThreadId);
        what();
        _callThread = 0;
        return _fault;
    }

    private void Show(in PhoenixFrame frame)
    {
        var json = JsonElement.Parse(frame.Payload.Span);
        var name = JsonFields.Field(json, "event") is { } field ? JsonFields.Text(field) : null;
        var payload = JsonFields.Field(json, "payload");
        if (string.Equals(name, "untrack", StringComparison.OrdinalIgnoreCase)) Track(frame, default);
        else if (!string.Equals(name, "track", StringComparison.OrdinalIgnoreCase)) Refuse(frame, Reasons.UnknownType, words: "UnknownPresenceEvent");
        else if (payload is null) Track(frame, "{}"u8);
        else if (payload.Value.ValueKind != JsonValueKind.Object) Refuse(frame, Reasons.BadField, words: "Presence track payload must be a map");
        else Track(frame, JsonMarshal.GetRawUtf8Value(payload.Value));
    }

    /// <summary>Shows the client with these fields, or not at all.</summary>
    private void Track(in PhoenixFrame frame, ReadOnlySpan<byte> fields)
    {
        var data = Presence.Data(_config.Key, fields);
        if (Call(() => _session.Update(data)) is { } fault)
        {
            Refuse(frame, fault.Code, fault.RetryAfterMs);
            return;
        }

        if (frame.Ref is not null) _writer.ReplyOk(Topic, frame.JoinRef, frame.Ref);
        var self = Presence.Of(_peerId, _instance, data);
        _alias = self.Alias ?? _alias;
        _book.BeSelf(self);
        if (!fields.IsEmpty) _book.Enable(_joinRef); // who shows itself wants to see
    }

    /// <summary>A fresh token. There is no answer to it.</summary>
    private void Renew(in PhoenixFrame frame)
    {
        if (ChannelConfig.Read(frame.Payload.Span).Token is { } token) _session.Refresh(token);
    }
}
