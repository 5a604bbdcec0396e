using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Signaling.Webhooks;

/// <summary>Signs a request: HMAC-SHA256 over the time, a dot and the body. The time is signed too, so that an old request cannot be played again.</summary>
internal static class WebhookSignature
{
    public const string Header = "Signaling-Signature";

    /// <summary><c>t=</c> seconds since 1970, <c>v1=</c> the signature in hex.</summary>
    public static string Of(string secret, long unixSeconds, ReadOnlySpan<byte> body)
    {
        var time = unixSeconds.ToString(CultureInfo.InvariantCulture);
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(Encoding.ASCII.GetBytes(time + "."));
        hmac.AppendData(body);
        return $"t={time},v1={Convert.ToHexStringLower(hmac.GetHashAndReset())}";
    }
}
