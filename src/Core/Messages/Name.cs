using System.Text;

namespace Signaling.Core.Messages;

/// <summary>What may name a room, a peer, an instance or a connection: 1 to 128 bytes of UTF-8 without control characters.</summary>
public static class Name
{
    /// <summary>The longest name, in bytes of UTF-8.</summary>
    public const int BytesMax = 128;

    /// <summary>The server's own, as a sender; no client may take it.</summary>
    public const string Server = "$server";

    /// <summary>Whether a text can be a name.</summary>
    public static bool IsValid(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > BytesMax) return false;
        var bytes = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            // An unpaired surrogate is enumerated as U+FFFD; a real U+FFFD is refused too, since it stands for broken text.
            if (Rune.IsControl(rune) || rune == Rune.ReplacementChar) return false;
            bytes += rune.Utf8SequenceLength;
        }

        return bytes <= BytesMax;
    }
}
