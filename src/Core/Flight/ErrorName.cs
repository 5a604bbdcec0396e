using System.Text;

namespace Signaling.Core.Flight;

/// <summary>The name of a browser's error in a receipt: <c>"InvalidStateError: …"</c> or <c>{"name":"InvalidStateError"}</c>. What follows may hold addresses, and stays out.</summary>
internal static class ErrorName
{
    public const string Unnamed = "an error without a name";

    private const int CharsMax = 64;

    public static string In(ReadOnlySpan<byte> payload)
    {
        var at = payload.IndexOf("\"name\""u8);
        if (at >= 0) payload = payload[(at + "\"name\""u8.Length)..];
        var start = payload.IndexOf((byte)'"');
        if (start < 0) return Unnamed;
        payload = payload[(start + 1)..];
        var length = 0;
        while (length < payload.Length && length < CharsMax && char.IsAsciiLetterOrDigit((char)payload[length])) length++;
        return length == 0 ? Unnamed : Encoding.ASCII.GetString(payload[..length]);
    }
}
