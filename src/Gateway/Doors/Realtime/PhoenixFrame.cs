using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Signaling.Core.Codes;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>
/// A frame of a Phoenix client: version 1 (an object), version 2 (an array), or a binary broadcast of version 2. Valid as long as the bytes it was
/// read from.
/// </summary>
internal readonly struct PhoenixFrame
{
    /// <summary>The longest ref, in bytes: clients count up.</summary>
    private const int RefBytesMax = 64;

    private const byte UserBroadcastPush = 3;
    private const int HeadBytes = 7;

    /// <summary>The name of the channel.</summary>
    public string Topic { get; private init; }

    public string Event { get; private init; }

    /// <summary>The client's number for this message, as JSON; null where it wants no answer.</summary>
    public string? Ref { get; private init; }

    /// <summary>The client's number for its join of the channel, as JSON.</summary>
    public string? JoinRef { get; private init; }

    /// <summary>A JSON object; of a binary broadcast what the user sends: a JSON value, or bytes.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>Of a binary broadcast: the user's event; otherwise null.</summary>
    public string? UserEvent { get; private init; }

    /// <summary>The payload of a binary broadcast is bytes.</summary>
    public bool IsRaw { get; private init; }

    /// <summary>A binary broadcast is to be stored.</summary>
    public bool Persists { get; private init; }

    /// <summary>What is wrong with it; null when it can be handled.</summary>
    public Code? Fault { get; private init; }

    public static PhoenixFrame Read(ReadOnlyMemory<byte> utf8, bool isV2)
    {
        try
        {
            return isV2 ? ReadArray(utf8) : ReadObject(utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: half of a surrogate pair
        {
            return Bad(Reasons.BadJson);
        }
    }

    public static PhoenixFrame ReadBinary(ReadOnlyMemory<byte> data)
    {
        var bytes = data.Span;
        if (bytes.Length < HeadBytes || bytes[0] != UserBroadcastPush || bytes[6] > 1) return Bad(Reasons.BadField);
        var at = HeadBytes;
        Span<string?> parts = new string?[5];
        for (var i = 0; i < parts.Length; i++)
        {
            var length = bytes[1 + i];
            if (length > bytes.Length - at || (i < 2 && length > RefBytesMax)) return Bad(Reasons.BadField);
            if (!System.Text.Unicode.Utf8.IsValid(bytes.Slice(at, length))) return Bad(Reasons.BadField);
            parts[i] = Encoding.UTF8.GetString(bytes.Slice(at, length));
            at += length;
        }

        var payload = data[at..];
        var isRaw = bytes[6] == 0;
        if (!isRaw && (!System.Text.Unicode.Utf8.IsValid(payload.Span) || JsonValue.Length(payload.Span) is var end && (end < 0 || !payload.Span[end..].Trim(" \t\r\n"u8).IsEmpty)))
            return Bad(Reasons.BadJson);
        return new PhoenixFrame
        {
            JoinRef = Quoted(parts[0]!), Ref = Quoted(parts[1]!), Topic = parts[2]!, Event = "broadcast", UserEvent = parts[3], IsRaw = isRaw,
            Persists = Persistence(parts[4]!), Payload = payload,
        };
    }

    /// <summary>The same for another event of the same message.</summary>
    private static PhoenixFrame Bad(Code fault) => new() { Topic = "phoenix", Event = "", Fault = fault };

    private static string? Quoted(string text) => text.Length == 0 ? null : $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(text)}\"";

    private static bool Persistence(string metadata) => metadata.Contains("\"persist\"", StringComparison.Ordinal);

    private static PhoenixFrame ReadArray(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return Bad(Reasons.BadJson);
        reader.Read();
        var joinRef = ReadRef(ref reader, out var isGood);
        reader.Read();
        var number = ReadRef(ref reader, out var isGoodToo);
        reader.Read();
        var topic = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        reader.Read();
        var name = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        reader.Read();
        var start = (int)reader.TokenStartIndex;
        var isObject = reader.TokenType == JsonTokenType.StartObject;
        reader.Skip();
        var payload = utf8[start..(int)reader.BytesConsumed];
        if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray || reader.Read()) return Bad(Reasons.BadField);
        return Checked(topic, name, number, joinRef, payload, isGood && isGoodToo && isObject);
    }

    private static PhoenixFrame ReadObject(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Bad(Reasons.BadJson);
        string? topic = null, name = null, number = null, joinRef = null;
        ReadOnlyMemory<byte> payload = default;
        var isGood = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = reader.GetString();
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            var isRefGood = true;
            if (field == "topic" && reader.TokenType == JsonTokenType.String) topic = reader.GetString();
            else if (field == "event" && reader.TokenType == JsonTokenType.String) name = reader.GetString();
            else if (field == "ref") number = ReadRef(ref reader, out isRefGood);
            else if (field == "join_ref") joinRef = ReadRef(ref reader, out isRefGood);
            var isObject = reader.TokenType == JsonTokenType.StartObject;
            reader.Skip();
            if (field == "payload" && isObject) payload = utf8[start..(int)reader.BytesConsumed];
            isGood &= isRefGood;
        }

        while (reader.Read())
        {
            // Anything after the object is found out here.
        }

        return Checked(topic, name, number, joinRef, payload, isGood && !payload.IsEmpty);
    }

    private static PhoenixFrame Checked(string? topic, string? name, string? number, string? joinRef, ReadOnlyMemory<byte> payload, bool isGood) => new()
    {
        Topic = topic ?? "phoenix", Event = name ?? "", Ref = number, JoinRef = joinRef, Payload = payload,
        Fault = topic is null || name is null ? Reasons.MissingField : isGood ? null : Reasons.BadField,
    };

    /// <summary>A string or a number, as it stands; null for null.</summary>
    private static string? ReadRef(ref Utf8JsonReader reader, out bool isGood)
    {
        isGood = reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null;
        if (!isGood)
        {
            reader.Skip();
            return null;
        }

        if (reader.TokenType == JsonTokenType.Null) return null;
        isGood = reader.ValueSpan.Length <= RefBytesMax;
        if (!isGood) return null;
        if (reader.TokenType == JsonTokenType.Number) return Encoding.UTF8.GetString(reader.ValueSpan);
        return $"\"{JavaScriptEncoder.UnsafeRelaxedJsonEscaping.Encode(reader.GetString()!)}\"";
    }
}
