namespace Signaling.Core.Negotiation;

/// <summary>
/// An ICE username fragment (RFC 8839 section 5.4), kept as a 64-bit hash: it is only ever compared, and a pair that made two of
/// its own collide would harm nobody else.
/// </summary>
public readonly record struct Ufrag(ulong Hash)
{
    private const ulong Offset = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>No ufrag known.</summary>
    public static Ufrag None => default;

    /// <summary>Whether there is one.</summary>
    public bool IsKnown => Hash != 0;

    /// <summary>From its characters as they stand in JSON; escapes that some writers use for '/' and '+' are undone.</summary>
    public static Ufrag FromJson(ReadOnlySpan<byte> text)
    {
        var hash = Offset;
        for (var i = 0; i < text.Length; i++)
        {
            var next = text[i];
            if (next == '\\' && i + 1 < text.Length)
            {
                next = text[++i];
                if (next == 'u' && i + 4 < text.Length && byte.TryParse(text.Slice(i + 3, 2), System.Globalization.NumberStyles.HexNumber, null, out var code))
                {
                    next = code;
                    i += 4;
                }
            }

            hash = (hash ^ next) * Prime;
        }

        return text.IsEmpty ? None : new Ufrag(hash == 0 ? 1 : hash);
    }

    /// <summary>From its text.</summary>
    public static Ufrag From(string text)
    {
        Span<byte> bytes = stackalloc byte[256];
        return System.Text.Encoding.UTF8.TryGetBytes(text, bytes, out var count) ? FromJson(bytes[..count]) : None;
    }
}
