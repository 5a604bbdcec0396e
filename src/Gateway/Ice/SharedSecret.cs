using System.Security.Cryptography;
using System.Text;

namespace Signaling.Gateway.Ice;

/// <summary>
/// Credentials that a TURN server checks with a secret it shares with us, and no list of users: the name holds the time of expiry, the password is a
/// MAC of the name (draft-uberti-behave-turn-rest; coturn's <c>use-auth-secret</c>).
/// </summary>
internal static class SharedSecret
{
    /// <summary>The name and password of a user until a time.</summary>
    /// <param name="secret">What the TURN server knows, too.</param>
    /// <param name="user">Anything that tells users apart; no colon.</param>
    /// <param name="expiry">From when on the server refuses it.</param>
    public static (string Username, string Credential) For(string secret, string user, DateTimeOffset expiry)
    {
        var username = $"{expiry.ToUnixTimeSeconds()}:{user}";
#pragma warning disable CA5350 // The scheme has SHA-1 in it; as a MAC it holds.
        return (username, Convert.ToBase64String(HMACSHA1.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(username))));
#pragma warning restore CA5350
    }
}
