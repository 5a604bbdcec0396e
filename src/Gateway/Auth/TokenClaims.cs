using System.Buffers.Text;
using System.Text.Json;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Auth;

/// <summary>The claims of a token whose signature is good. What a claim holds of another kind than it should is no claim, or makes the token invalid.</summary>
internal readonly struct TokenClaims(string encodedPayload)
{
    private const double SecondsMax = 1e11;

    private readonly JsonElement _json = JsonElement.Parse(Base64Url.DecodeFromChars(encodedPayload));

    /// <summary>A time in milliseconds since 1970, null when it is not there. False when it is none.</summary>
    public bool TryTime(string claim, out long? ms)
    {
        ms = null;
        if (!_json.TryGetProperty(claim, out var value)) return true;
        if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var seconds) || seconds is not (>= 0 and < SecondsMax)) return false;
        ms = (long)(seconds * 1_000);
        return true;
    }

    /// <summary>A name as rooms take it; null when it is not there. False when it is none.</summary>
    public bool TryName(string claim, out string? name)
    {
        name = null;
        if (!_json.TryGetProperty(claim, out var value) || value.ValueKind == JsonValueKind.Null) return true;
        name = value.ValueKind == JsonValueKind.String ? value.GetString() : null;
        return name is not null && Name.IsValid(name);
    }

    /// <summary>A text or a list of texts; null when it is not there.</summary>
    /// <param name="claim">The claim's name.</param>
    /// <param name="splits">A text is several words.</param>
    public IReadOnlyList<string>? Words(string claim, bool splits)
    {
        if (!_json.TryGetProperty(claim, out var value)) return null;
        return value.ValueKind switch
        {
            JsonValueKind.String when splits => RightsWords.Words(value.GetString()!),
            JsonValueKind.String => [value.GetString()!],
            JsonValueKind.Array => [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)],
            _ => [],
        };
    }
}
