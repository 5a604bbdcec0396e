using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.PeerJs;

/// <summary>A message of a client: only what the server reads of it. Valid as long as the bytes it was read from.</summary>
internal readonly struct PeerJsMessage
{
    public string? Type { get; private init; }

    /// <summary>The receiver; null where none is named.</summary>
    public string? Target { get; private init; }

    /// <summary>A JSON value; empty where there is none.</summary>
    public ReadOnlyMemory<byte> Payload { get; private init; }

    /// <summary>What is wrong with it; null when it can be handled.</summary>
    public Code? Fault { get; private init; }

    public static PeerJsMessage Read(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            return Parse(utf8);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the latter: half of a surrogate pair
        {
            return Bad(Reasons.BadJson);
        }
    }

    private static PeerJsMessage Parse(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return Bad(Reasons.BadJson);
        string? type = null, target = null;
        ReadOnlyMemory<byte> payload = default;
        var isBad = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var (isType, isTarget, isPayload) = (reader.ValueTextEquals("type"u8), reader.ValueTextEquals("dst"u8), reader.ValueTextEquals("payload"u8));
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            if (reader.TokenType == JsonTokenType.String && isType) type = reader.GetString();
            else if (reader.TokenType == JsonTokenType.String && isTarget) target = reader.GetString();
            else isBad |= (isType || isTarget) && reader.TokenType != JsonTokenType.Null;
            reader.Skip();
            if (isPayload) payload = utf8[start..(int)reader.BytesConsumed];
        }

        while (reader.Read())
        {
            // Anything after the object is found out here.
        }

        if (type is null) return Bad(isBad ? Reasons.BadField : Reasons.MissingType);
        if (isBad) return Bad(Reasons.BadField);
        if (target is not null && !Name.IsValid(target)) return Bad(Reasons.BadName);
        return new PeerJsMessage { Type = type, Target = target, Payload = payload };
    }

    private static PeerJsMessage Bad(Code fault) => new() { Fault = fault };
}
