using System.Text.Json;

namespace Signaling.Gateway.Doors;

/// <summary>Strings and fields of a client's JSON, where half a surrogate pair may stand: valid JSON (RFC 8259 section 8.2), but no text.</summary>
internal static class JsonFields
{
    /// <summary>A string's text; null when it is no string, or no text.</summary>
    public static string? Text(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.String) return null;
        try
        {
            return json.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A field of an object; null when there is none, or a name before it is no text.</summary>
    public static JsonElement? Field(JsonElement json, string name)
    {
        if (json.ValueKind != JsonValueKind.Object) return null;
        try
        {
            return json.TryGetProperty(name, out var value) ? value : null;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
