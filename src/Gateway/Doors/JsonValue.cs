using System.Buffers;
using System.Text.Json;

namespace Signaling.Gateway.Doors;

/// <summary>
/// Finds the end of a JSON value that nobody here reads, and that it is one (RFC 8259): session descriptions are one long string full of
/// escapes, which a reader made for reading takes byte by byte. Accepts exactly what Utf8JsonReader does.
/// </summary>
internal static class JsonValue
{
    private const int DepthMax = 63;

    // What ends a run of plain characters in a string: its end, an escape, and what may not be in one.
    private static readonly SearchValues<byte> Ends = SearchValues.Create([.. Enumerable.Range(0, 32).Select(b => (byte)b), (byte)'"', (byte)'\\']);

    private static readonly JsonReaderState AfterValue = StateAfterValue();

    /// <summary>The value of the property that the reader has just read, as it stands. The text and the reader go on behind it.</summary>
    public static ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, ref ReadOnlyMemory<byte> json)
    {
        var rest = json[(int)reader.BytesConsumed..];
        var length = Length(rest.Span);
        if (length < 0) throw new JsonException();
        json = rest[length..];
        reader = new Utf8JsonReader(json.Span, isFinalBlock: true, AfterValue);
        return rest[..length].TrimStart(" \t\r\n"u8);
    }

    /// <summary>The length of the value at the start of the text, with white space before it; -1 when there is none.</summary>
    public static int Length(ReadOnlySpan<byte> json)
    {
        var (at, depth) = (0, 0);
        ulong objects = 0; // which of the open values are objects: the lowest bit is the innermost
        while (true)
        {
            switch (Peek(json, ref at))
            {
                case '{' or '[' when depth == DepthMax:
                    return -1;
                case '{':
                    (depth, objects, at) = (depth + 1, (objects << 1) | 1, at + 1);
                    if (Peek(json, ref at) == '}') break;
                    if (!SkipName(json, ref at)) return -1;
                    continue;
                case '[':
                    (depth, objects, at) = (depth + 1, objects << 1, at + 1);
                    if (Peek(json, ref at) == ']') break;
                    continue;
                case '"' when SkipString(json, ref at):
                case 't' when SkipWord(json, ref at, "true"u8):
                case 'f' when SkipWord(json, ref at, "false"u8):
                case 'n' when SkipWord(json, ref at, "null"u8):
                case '-' or (>= '0' and <= '9') when SkipNumber(json, ref at):
                    break;
                default:
                    return -1;
            }

            // After a value, or at the end of an empty object or array.
            while (depth > 0)
            {
                var isObject = (objects & 1) != 0;
                var next = Peek(json, ref at);
                if (next == (isObject ? '}' : ']'))
                {
                    (depth, objects, at) = (depth - 1, objects >> 1, at + 1);
                    continue;
                }

                if (next != ',') return -1;
                at++;
                if (isObject && !SkipName(json, ref at)) return -1;
                break;
            }

            if (depth == 0) return at;
        }
    }

    private static JsonReaderState StateAfterValue()
    {
        var reader = new Utf8JsonReader("{\"\":\"\""u8, isFinalBlock: false, default);
        while (reader.Read()) continue;
        return reader.CurrentState;
    }

    /// <summary>The next that is no white space; 0 at the end.</summary>
    private static char Peek(ReadOnlySpan<byte> json, ref int at)
    {
        while (at < json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at < json.Length ? (char)json[at] : default;
    }

    private static bool SkipName(ReadOnlySpan<byte> json, ref int at)
    {
        if (Peek(json, ref at) != '"' || !SkipString(json, ref at) || Peek(json, ref at) != ':') return false;
        at++;
        return true;
    }

    private static bool SkipString(ReadOnlySpan<byte> json, ref int at)
    {
        at++;
        while (true)
        {
            var plain = json[at..].IndexOfAny(Ends);
            if (plain < 0) return false;
            at += plain;
            switch (json[at])
            {
                case (byte)'"':
                    at++;
                    return true;
                case (byte)'\\':
                    while (at < json.Length && json[at] == '\\') // line ends come in twos
                    {
                        if (!SkipEscape(json, ref at)) return false;
                    }

                    break;
                default:
                    return false;
            }
        }
    }

    private static bool SkipEscape(ReadOnlySpan<byte> json, ref int at)
    {
        if (at + 1 >= json.Length) return false;
        switch (json[at + 1])
        {
            case (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t':
                at += 2;
                return true;
            case (byte)'u' when json.Length - at >= 6:
                foreach (var digit in json.Slice(at + 2, 4))
                {
                    if (!char.IsAsciiHexDigit((char)digit)) return false;
                }

                at += 6;
                return true;
            default:
                return false;
        }
    }

    private static bool SkipWord(ReadOnlySpan<byte> json, ref int at, ReadOnlySpan<byte> word)
    {
        if (!json[at..].StartsWith(word)) return false;
        at += word.Length;
        return true;
    }

    private static bool SkipNumber(ReadOnlySpan<byte> json, ref int at)
    {
        if (json[at] == '-') at++;
        var whole = SkipDigits(json, ref at, out var first);
        if (whole == 0 || (whole > 1 && first == '0')) return false;
        if (at < json.Length && json[at] == '.')
        {
            at++;
            if (SkipDigits(json, ref at, out _) == 0) return false;
        }

        if (at < json.Length && json[at] is (byte)'e' or (byte)'E')
        {
            at++;
            if (at < json.Length && json[at] is (byte)'+' or (byte)'-') at++;
            if (SkipDigits(json, ref at, out _) == 0) return false;
        }

        return true;
    }

    private static int SkipDigits(ReadOnlySpan<byte> json, ref int at, out byte first)
    {
        var start = at;
        while (at < json.Length && char.IsAsciiDigit((char)json[at])) at++;
        first = start < at ? json[start] : (byte)0;
        return at - start;
    }
}
