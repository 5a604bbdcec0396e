using System.Text.Json;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>
/// A user's broadcast. Through a room it travels as clients of version 1 write it, <c>{"type":"broadcast","event":"chat","payload":...}</c>, bytes as
/// <c>"binary":"base64"</c>; the event <c>message</c> with nothing but a payload is the message of the native protocol itself. Valid as long as the
/// bytes it was read from.
/// </summary>
internal readonly struct Broadcast
{
    private const string PlainEvent = "message";

    public string Event { get; private init; }

    /// <summary>A JSON value; empty where there is none, or bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>It is to be stored for who comes later.</summary>
    public bool Persists { get; private init; }

    private ReadOnlyMemory<byte> Bytes { get; init; }

    private bool IsRaw { get; init; }

    /// <summary>As a client of version 1 wrote it; empty where it must be put together.</summary>
    private ReadOnlyMemory<byte> Whole { get; init; }

    /// <summary>Of a client's frame; null when it names no event.</summary>
    public static Broadcast? Read(in PhoenixFrame frame)
    {
        if (frame.UserEvent is { } userEvent)
        {
            return frame.IsRaw
                ? new Broadcast { Event = userEvent, IsRaw = true, Bytes = frame.Payload, Persists = frame.Persists }
                : Of(userEvent, frame.Payload) with { Persists = frame.Persists };
        }

        var parts = Parts.Of(frame.Payload.Span);
        if (parts.Event is null) return null;
        var payload = parts.Payload is { } range ? frame.Payload[range] : default;
        var isPlain = parts.Event == PlainEvent && parts.IsBroadcast && parts.Count == 3 && !payload.IsEmpty && !Parts.Of(payload.Span).IsBroadcast;
        return new Broadcast { Event = parts.Event, Payload = payload, Persists = parts.Persists, Whole = isPlain ? payload : parts.IsBroadcast ? frame.Payload : default };
    }

    /// <summary>One with a JSON value.</summary>
    public static Broadcast Of(string userEvent, ReadOnlyMemory<byte> payload) => new()
    {
        Event = userEvent, Payload = payload, Whole = userEvent == PlainEvent && !payload.IsEmpty && !Parts.Of(payload.Span).IsBroadcast ? payload : default,
    };

    /// <summary>One with bytes.</summary>
    public static Broadcast OfBytes(string userEvent, ReadOnlyMemory<byte> bytes) => new() { Event = userEvent, IsRaw = true, Bytes = bytes };

    /// <summary>As it travels through the room.</summary>
    public ReadOnlyMemory<byte> ToRoom()
    {
        if (!Whole.IsEmpty) return Whole;
        var json = new JsonText();
        json.Raw("{\"type\":\"broadcast\",\"event\":"u8);
        json.String(Event);
        if (IsRaw)
        {
            json.Raw(",\"binary\":"u8);
            json.String(Convert.ToBase64String(Bytes.Span));
        }
        else
        {
            json.Raw(",\"payload\":"u8);
            json.Raw(Payload.IsEmpty ? "{}"u8 : Payload.Span);
        }

        json.Raw("}"u8);
        return json.Written.ToArray();
    }

    /// <summary>Tells a client of a message in the room, with the name of who sent it, which the server vouches for; null for one from outside.</summary>
    public static void Tell(PhoenixWriter writer, string topic, ReadOnlySpan<byte> message, string? fromPeerId)
    {
        var parts = Parts.Of(message);
        if (parts is { IsBroadcast: true, Event: { } binaryEvent, Binary: { } binary })
        {
            if (writer.TakesBytes) writer.SendBytes(topic, binaryEvent, binary);
            return;
        }

        var json = writer.Begin(topic, "broadcast", null, null);
        if (parts is { IsBroadcast: true, Event: not null })
        {
            json.Raw(message.TrimEnd(" \t\r\n"u8)[..^1]);
        }
        else
        {
            json.Raw("{\"type\":\"broadcast\",\"event\":\"message\",\"payload\":"u8);
            json.Raw(message);
        }

        End(writer, ref json, fromPeerId);
    }

    /// <summary>The name that a message's sender gives itself; null where it gives none.</summary>
    public static string? NameIn(ReadOnlySpan<byte> message)
    {
        var parts = Parts.Of(message);
        return SignalShape.NameIn(parts is { IsBroadcast: true, Payload: { } payload } ? message[payload] : message);
    }

    /// <summary>Ends a broadcast whose fields are written, and sends it. Who sent it stands last, so that it holds against one in disguise.</summary>
    public static void End(PhoenixWriter writer, ref JsonText json, string? fromPeerId)
    {
        if (fromPeerId is not null)
        {
            json.Raw(",\"meta\":{\"fromPeerId\":"u8);
            json.String(fromPeerId);
            json.Raw("}"u8);
        }

        json.Raw("}"u8);
        writer.End(ref json);
    }

    /// <summary>What a broadcast of version 1 consists of.</summary>
    private struct Parts
    {
        public bool IsBroadcast { get; private set; }

        public string? Event { get; private set; }

        public Range? Payload { get; private set; }

        public byte[]? Binary { get; private set; }

        public bool Persists { get; private set; }

        public int Count { get; private set; }

        public static Parts Of(ReadOnlySpan<byte> json)
        {
            var parts = default(Parts);
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = 128 });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return parts;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                parts.Count++;
                parts.Take(ref reader);
            }

            return parts;
        }

        private void Take(ref Utf8JsonReader reader)
        {
            var (isType, isEvent, isPayload) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("event"u8), reader.ValueTextEquals("payload"u8));
            var (isBinary, isPersist) = (reader.ValueTextEquals("binary"u8), reader.ValueTextEquals("persist"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.String)
            {
                if (isType) IsBroadcast = reader.ValueTextEquals("broadcast"u8);
                else if (isEvent) Event = TextOf(ref reader);
                else if (isBinary && reader.TryGetBytesFromBase64(out var bytes)) Binary = bytes;
            }

            isPersist &= reader.TokenType is not (JsonTokenType.False or JsonTokenType.Null);
            reader.Skip();
            if (isPayload) Payload = start..(int)reader.BytesConsumed;
            Persists |= isPersist;
        }

        private static string? TextOf(ref Utf8JsonReader reader)
        {
            try
            {
                return reader.GetString();
            }
            catch (InvalidOperationException)
            {
                return null; // half of a surrogate pair
            }
        }
    }
}
