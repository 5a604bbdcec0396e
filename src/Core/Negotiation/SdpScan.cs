namespace Signaling.Core.Negotiation;

/// <summary>
/// Finds the ufrags of a description without parsing or changing it: a search for <c>a=ice-ufrag:</c> (RFC 8839 section 5.4) in the
/// raw JSON. A payload that hides them (encrypted end to end) simply has none.
/// </summary>
public static class SdpScan
{
    public static UfragSet Ufrags(ReadOnlySpan<byte> payload)
    {
        var found = default(UfragSet);
        while (true)
        {
            var at = payload.IndexOf("a=ice-ufrag:"u8);
            if (at < 0) return found;
            payload = payload[(at + "a=ice-ufrag:"u8.Length)..];
            var length = TokenLength(payload);
            found.Add(Ufrag.FromJson(payload[..length]));
            payload = payload[length..];
        }
    }

    /// <summary>
    /// Where a ufrag ends. ice-char is a letter, a digit, '+' or '/' (RFC 8839 section 5.4), but others are met ('-', '_'), so it ends with
    /// the line, the word or the string. '+' and '/' may be escaped in JSON.
    /// </summary>
    internal static int TokenLength(ReadOnlySpan<byte> text)
    {
        var i = 0;
        while (i < text.Length)
        {
            if (text[i] > ' ' && text[i] is not ((byte)'"' or (byte)'\\')) i++;
            else if (text[i..].StartsWith("\\/"u8)) i += 2;
            else if (text[i..].StartsWith("\\u002"u8) && text.Length >= i + 6 && text[i + 5] is (byte)'b' or (byte)'B' or (byte)'f' or (byte)'F') i += 6;
            else break;
        }

        return i;
    }
}
