using System.Security.Cryptography;

namespace Signaling.Gateway.Hosting;

/// <summary>Names that nobody else has.</summary>
internal static class ShortId
{
    /// <summary>So many random hexadecimal digits, 32 at the most.</summary>
    public static string New(int digits)
    {
        Span<byte> random = stackalloc byte[16];
        RandomNumberGenerator.Fill(random);
        Span<char> text = stackalloc char[32];
        Convert.TryToHexStringLower(random, text, out _);
        return text[..digits].ToString();
    }
}
