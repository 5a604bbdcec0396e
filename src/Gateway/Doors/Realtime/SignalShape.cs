using System.Text.Json;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>
/// What a broadcast's payload is to a signaling server: whom it is for, whom it says it is from, and whether it is an offer, an answer or a candidate,
/// in one of the shapes that pages give it: a description or candidate, as an object or a text, in one of its fields. Anything else is a message.
/// </summary>
internal struct SignalShape
{
    private SignalKind? _named;

    /// <summary>The peer it is for; null for everybody.</summary>
    public string? Target { get; private set; }

    /// <summary>Whom it says it is from.</summary>
    public string? From { get; private set; }

    public SignalKind Kind { get; private set; }

    /// <summary>The field with the description or candidate, and where its value stands; null for a message.</summary>
    public string? Field { get; private set; }

    public Range Value { get; private set; }

    /// <summary>How that value begins: an object, a string, or null (the end of candidates).</summary>
    public JsonTokenType ValueType { get; private set; }

    /// <summary>Beside a candidate that is a text: its media section.</summary>
    public Range? Mid { get; private set; }

    public Range? Index { get; private set; }

    /// <summary>Reads it. The payload is JSON; anything but an object is a message for everybody.</summary>
    public static SignalShape Read(string userEvent, ReadOnlySpan<byte> payload)
    {
        var shape = new SignalShape { Kind = SignalKind.Message, _named = KindOf(userEvent) };
        if (payload.IsEmpty) return shape;
        var reader = new Utf8JsonReader(payload);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return shape;
        SignalKind? byType = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = FieldOf(ref reader);
            reader.Read();
            var (start, type) = ((int)reader.TokenStartIndex, reader.TokenType);
            if (type == JsonTokenType.String && field is "targetPeerId" or "fromPeerId" or "type") shape.TakeName(field, ref reader, ref byType);
            reader.Skip();
            shape.TakeValue(field, type, start..(int)reader.BytesConsumed, payload);
        }

        if (shape.Field is not null && shape.Kind == SignalKind.Message) shape.Kind = byType ?? shape._named ?? SignalKind.Message;
        if (shape.Kind == SignalKind.Message || (shape.Kind == SignalKind.Candidate) != (shape.Field is "candidate" or "iceCandidate")) shape.BeMessage();
        return shape;
    }

    /// <summary>The name that the sender of a payload gives itself; null where it gives none.</summary>
    public static string? NameIn(ReadOnlySpan<byte> payload) =>
        payload.StartsWith("{"u8) && JsonMembers.First(payload, "fromPeerId"u8, JsonTokenType.String) is { } from ? JsonMembers.Text(payload[from]) : null;

    private static string? FieldOf(ref Utf8JsonReader reader)
    {
        foreach (var known in (ReadOnlySpan<string>)["targetPeerId", "fromPeerId", "type", "sdp", "offer", "answer", "description", "signal", "candidate", "iceCandidate", "sdpMid", "sdpMLineIndex"])
        {
            if (reader.ValueTextEquals(known)) return known;
        }

        return null;
    }

    private static SignalKind? KindOf(string name)
    {
        if (name.EndsWith("offer", StringComparison.OrdinalIgnoreCase)) return SignalKind.Offer;
        if (name.EndsWith("answer", StringComparison.OrdinalIgnoreCase)) return SignalKind.Answer;
        return name.EndsWith("candidate", StringComparison.OrdinalIgnoreCase) || name.Equals("ice", StringComparison.OrdinalIgnoreCase) ? SignalKind.Candidate : null;
    }

    private void TakeName(string field, ref Utf8JsonReader reader, ref SignalKind? byType)
    {
        string? text;
        try
        {
            text = reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return; // half of a surrogate pair: no name
        }

        if (field == "targetPeerId") Target = text;
        else if (field == "fromPeerId") From = text;
        else byType = KindOf(text!);
    }

    private void TakeValue(string? field, JsonTokenType type, Range range, ReadOnlySpan<byte> payload)
    {
        if (field == "sdpMid") Mid = range;
        else if (field == "sdpMLineIndex") Index = range;
        else if (Field is null && field is "sdp" or "offer" or "answer" or "description" or "signal") TakeDescription(field, type, range, payload[range]);
        else if (Field is null && field is "candidate" or "iceCandidate") TakeCandidate(field, type, range, payload[range]);
    }

    private void TakeDescription(string field, JsonTokenType type, Range range, ReadOnlySpan<byte> value)
    {
        var isText = type == JsonTokenType.String && value.StartsWith("\"v=0"u8);
        var isObject = type == JsonTokenType.StartObject && JsonMembers.First(value, "sdp"u8, JsonTokenType.String) is not null;
        if (!isText && !isObject) return;
        (Field, Value, ValueType) = (field, range, type);
        if (isObject && JsonMembers.First(value, "type"u8, JsonTokenType.String) is { } named)
            Kind = JsonMembers.Text(value[named]) switch { "offer" => SignalKind.Offer, "answer" => SignalKind.Answer, _ => SignalKind.Applied };
        else
            Kind = field switch { "offer" => SignalKind.Offer, "answer" => SignalKind.Answer, _ => SignalKind.Message };
        if (Kind == SignalKind.Applied) BeMessage(); // a provisional answer or a rollback: nothing the server must know of
    }

    private void TakeCandidate(string field, JsonTokenType type, Range range, ReadOnlySpan<byte> value)
    {
        var isIt = type switch
        {
            JsonTokenType.String => value.SequenceEqual("\"\""u8) || value.StartsWith("\"candidate:"u8) || value.StartsWith("\"a=candidate:"u8),
            JsonTokenType.StartObject => JsonMembers.First(value, "candidate"u8, JsonTokenType.String) is not null,
            JsonTokenType.Null => _named == SignalKind.Candidate,
            _ => false,
        };
        if (isIt) (Field, Value, ValueType, Kind) = (field, range, type, SignalKind.Candidate);
    }

    private void BeMessage() => (Kind, Field) = (SignalKind.Message, null);
}
