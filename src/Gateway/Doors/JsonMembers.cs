using System.Text.Json;

namespace Signaling.Gateway.Doors;

/// <summary>Where the members of a JSON object stand in its text, for doors that put one more member into a payload and take it out again.</summary>
internal static class JsonMembers
{
    /// <summary>Deeper than any message that a door takes, with what it puts around it.</summary>
    private const int DepthMax = 128;

    /// <summary>The value of the first member of that name that begins as asked.</summary>
    public static Range? First(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, JsonTokenType kind)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueSpan.SequenceEqual(name);
            reader.Read();
            var (start, found) = ((int)reader.TokenStartIndex, reader.TokenType);
            reader.Skip();
            if (isIt && kind == found) return start..(int)reader.BytesConsumed;
        }

        return null;
    }

    /// <summary>The value of the last member of that name, whatever it is.</summary>
    public static Range? Last(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        Range? last = null;
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isIt = reader.ValueSpan.SequenceEqual(name);
            reader.Read();
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            if (isIt) last = start..(int)reader.BytesConsumed;
        }

        return last;
    }

    /// <summary>The text of a JSON string; null when it is no string, or half of a surrogate pair is in it.</summary>
    public static string? Text(ReadOnlySpan<byte> quoted)
    {
        var reader = new Utf8JsonReader(quoted);
        if (!reader.Read() || reader.TokenType != JsonTokenType.String) return null;
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
