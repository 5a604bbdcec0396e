using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>What the first bytes of a connection are.</summary>
internal enum Sniffed
{
    /// <summary>Too few bytes to tell.</summary>
    Unclear,

    /// <summary>A WebSocket's upgrade request for one of our paths.</summary>
    Upgrade,

    /// <summary>A request for one of our paths whose head is too long to wait for the rest.</summary>
    TooLong,

    /// <summary>Anything else: not ours.</summary>
    Other,
}

/// <summary>Looks at a connection's first bytes without taking them: is it an upgrade request for one of the paths?</summary>
/// <param name="paths">The paths, and which queries at them are not ours after all.</param>
internal sealed class RequestSniffer(IEnumerable<(string Path, Func<Func<string, string?>, bool>? IsElsewhere)> paths)
{
    /// <summary>The longest head that is taken; what it holds goes to a door.</summary>
    public const int HeadBytesMax = 8 << 10;

    private readonly Start[] _starts = [.. paths.Select(path => new Start(Encoding.ASCII.GetBytes("GET " + path.Path), path.IsElsewhere))];

    public Sniffed Look(ReadOnlySpan<byte> bytes)
    {
        switch (LookAtPath(bytes, out var start))
        {
            case Sniffed.Other: return Sniffed.Other;
            case Sniffed.Unclear: return Sniffed.Unclear;
        }

        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return bytes.Length < HeadBytesMax ? Sniffed.Unclear : Sniffed.TooLong;
        return AsksForWebSocket(bytes[..end]) && !IsElsewhere(start!, bytes[..end]) ? Sniffed.Upgrade : Sniffed.Other;
    }

    private Sniffed LookAtPath(ReadOnlySpan<byte> bytes, out Start? found)
    {
        found = null;
        var result = Sniffed.Other;
        foreach (var start in _starts)
        {
            var text = start.Text;
            if (bytes.Length <= text.Length)
            {
                if (text.AsSpan().StartsWith(bytes)) result = Sniffed.Unclear;
            }
            else if (bytes.StartsWith(text) && bytes[text.Length] is (byte)' ' or (byte)'?')
            {
                found = start;
                return Sniffed.Upgrade;
            }
        }

        return result;
    }

    private static bool IsElsewhere(Start start, ReadOnlySpan<byte> head)
    {
        if (start.IsElsewhere is not { } isElsewhere) return false;
        var query = head[start.Text.Length..];
        var values = QueryHelpers.ParseQuery(Encoding.UTF8.GetString(query[..query.IndexOfAny(" \r"u8)]));
        return isElsewhere(name => values.TryGetValue(name, out var value) ? value.ToString() : null);
    }

    private static bool AsksForWebSocket(ReadOnlySpan<byte> head)
    {
        foreach (var range in head.Split("\r\n"u8))
        {
            var line = head[range];
            var colon = line.IndexOf((byte)':');
            if (colon >= 0 && Ascii.EqualsIgnoreCase(line[..colon], "upgrade"u8) && Ascii.EqualsIgnoreCase(line[(colon + 1)..].Trim(" \t"u8), "websocket"u8)) return true;
        }

        return false;
    }

    private sealed record Start(byte[] Text, Func<Func<string, string?>, bool>? IsElsewhere);
}
