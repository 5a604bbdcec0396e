using System.Text.Json;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>The first frame of a hub connection names its protocol: JSON is the only one here, as MessagePack cannot carry raw JSON.</summary>
internal static class HubHandshake
{
    private const string Malformed = "The handshake could not be read.";

    /// <summary>What is wrong with it; null for nothing.</summary>
    public static string? Check(ReadOnlySpan<byte> frame)
    {
        try
        {
            var reader = new Utf8JsonReader(frame);
            using var json = JsonDocument.ParseValue(ref reader);
            if (reader.BytesConsumed != frame.Length || json.RootElement.ValueKind != JsonValueKind.Object) return Malformed;
            if (!json.RootElement.TryGetProperty("protocol"u8, out var protocol) || protocol.ValueKind != JsonValueKind.String) return Malformed;
            if (!json.RootElement.TryGetProperty("version"u8, out var number) || !number.TryGetInt32(out var version)) return Malformed;
            if (!protocol.ValueEquals("json"u8)) return "The protocol is not supported; json is.";
            return version is 1 or 2 ? null : $"The server does not support version {version} of the 'json' protocol.";
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return Malformed;
        }
    }
}
