using System.Text.Json;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>
/// A page puts a description or candidate into a payload of its own; in a room it is the description itself that counts. So the payload travels
/// inside of it, as one more member that browsers ignore: <c>{"type":"offer","sdp":"...","realtime":{"event":"offer","field":"sdp","payload":{"sdp":null,
/// "targetPeerId":"bob"}}}</c>, and comes out at another Supabase page byte for byte. For what comes from a page of another door a payload is made.
/// </summary>
internal static class SignalPayload
{
    /// <summary>What goes into the room.</summary>
    public static byte[] ToRoom(in SignalShape shape, string userEvent, ReadOnlySpan<byte> payload)
    {
        var json = new JsonText();
        var value = payload[shape.Value];
        switch (shape.ValueType)
        {
            case JsonTokenType.StartObject:
                json.Raw(value[..^1]);
                break;
            case JsonTokenType.Null:
                json.Raw("{\"candidate\":\"\""u8);
                break;
            default:
                json.Raw(shape.Kind switch
                {
                    SignalKind.Candidate => "{\"candidate\":"u8,
                    SignalKind.Offer => "{\"type\":\"offer\",\"sdp\":"u8,
                    _ => "{\"type\":\"answer\",\"sdp\":"u8,
                });
                json.Raw(value);
                if (shape.Kind == SignalKind.Candidate) WriteMedia(ref json, shape, payload);
                break;
        }

        json.Raw(",\"realtime\":{\"event\":"u8);
        json.String(userEvent);
        if (shape.ValueType != JsonTokenType.Null)
        {
            json.Raw(",\"field\":\""u8);
            json.Raw(System.Text.Encoding.UTF8.GetBytes(shape.Field!));
            json.Raw(shape.ValueType == JsonTokenType.String ? "\",\"text\":true"u8 : "\""u8);
        }

        json.Raw(",\"payload\":"u8);
        if (shape.ValueType == JsonTokenType.Null)
        {
            json.Raw(payload);
        }
        else
        {
            json.Raw(payload[..shape.Value.Start.Value]);
            json.Raw("null"u8);
            json.Raw(payload[shape.Value.End.Value..]);
        }

        json.Raw("}}"u8);
        return json.Written.ToArray();
    }

    /// <summary>What a page gets, without its end: a broadcast as the sending page wrote it, or one made for it.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="signal">An offer, answer or candidate.</param>
    /// <param name="fromPeerId">Who sent it.</param>
    /// <param name="ownName">What the page calls itself.</param>
    public static void Write(ref JsonText json, in Signal signal, string fromPeerId, string ownName)
    {
        json.Raw("{\"type\":\"broadcast\",\"event\":"u8);
        if (TryRestore(ref json, signal)) return;
        var payload = signal.Payload.Span;
        var isText = payload.StartsWith("\""u8);
        json.Raw(signal.Kind switch
        {
            SignalKind.Offer => "\"offer\",\"payload\":{\"sdp\":"u8,
            SignalKind.Answer => "\"answer\",\"payload\":{\"sdp\":"u8,
            _ => "\"ice-candidate\",\"payload\":{\"candidate\":"u8,
        });
        if (isText)
        {
            json.Raw(signal.Kind switch
            {
                SignalKind.Offer => "{\"type\":\"offer\",\"sdp\":"u8,
                SignalKind.Answer => "{\"type\":\"answer\",\"sdp\":"u8,
                _ => "{\"sdpMLineIndex\":0,\"candidate\":"u8,
            });
        }

        json.Raw(payload.IsEmpty ? "null"u8 : payload);
        json.Raw(isText ? "},\"fromPeerId\":"u8 : ",\"fromPeerId\":"u8);
        json.String(fromPeerId);
        json.Raw(",\"targetPeerId\":"u8);
        json.String(ownName);
        if (signal.Connection is { } label)
        {
            json.Raw(",\"connection\":"u8);
            json.String(label);
        }

        json.Raw("}"u8);
    }

    /// <summary>The name that the sender of a description or candidate gives itself; null where it gives none.</summary>
    public static string? NameIn(ReadOnlySpan<byte> message) =>
        JsonMembers.Last(message, "realtime"u8) is { } around && JsonMembers.First(message[around], "payload"u8, JsonTokenType.StartObject) is { } payload
            ? SignalShape.NameIn(message[around][payload])
            : null;

    private static void WriteMedia(ref JsonText json, in SignalShape shape, ReadOnlySpan<byte> payload)
    {
        if (shape.Mid is { } mid)
        {
            json.Raw(",\"sdpMid\":"u8);
            json.Raw(payload[mid]);
        }

        if (shape.Mid is null || shape.Index is not null)
        {
            json.Raw(",\"sdpMLineIndex\":"u8);
            json.Raw(shape.Index is { } index ? payload[index] : "0"u8);
        }
    }

    /// <summary>Writes the event and the payload that a Supabase page sent; false when it was none, or is not as one writes it.</summary>
    private static bool TryRestore(ref JsonText json, in Signal signal)
    {
        var whole = signal.Payload.Span;
        if (JsonMembers.Last(whole, "realtime"u8) is not { } around) return false;
        var realtime = whole[around];
        if (JsonMembers.First(realtime, "event"u8, JsonTokenType.String) is not { } userEvent || JsonMembers.First(realtime, "payload"u8, JsonTokenType.StartObject) is not { } payloadAt) return false;
        var payload = realtime[payloadAt];
        if (JsonMembers.First(realtime, "field"u8, JsonTokenType.String) is not { } field)
        {
            json.Raw(realtime[userEvent]);
            json.Raw(",\"payload\":"u8);
            json.Raw(payload);
            return true;
        }

        var name = realtime[field][1..^1];
        if (JsonMembers.First(payload, name, JsonTokenType.Null) is not { } hole) return false;
        var isText = JsonMembers.First(realtime, "text"u8, JsonTokenType.True) is not null;
        var inside = signal.Kind == SignalKind.Candidate ? "candidate"u8 : "sdp"u8;
        if (isText && JsonMembers.First(whole, inside, JsonTokenType.String) is not { }) return false;
        var rest = whole[..whole[..around.Start.Value].LastIndexOf("\"realtime\""u8)].TrimEnd(" \t\r\n"u8);
        if (!isText && !rest.EndsWith(","u8)) return false;
        json.Raw(realtime[userEvent]);
        json.Raw(",\"payload\":"u8);
        json.Raw(payload[..hole.Start]);
        if (isText)
        {
            json.Raw(whole[JsonMembers.First(whole, inside, JsonTokenType.String)!.Value]);
        }
        else
        {
            json.Raw(rest[..^1]);
            json.Raw("}"u8);
        }

        json.Raw(payload[hole.End..]);
        return true;
    }
}
