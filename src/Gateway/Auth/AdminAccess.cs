using System.Security.Cryptography;
using System.Text;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Auth;

/// <summary>What the admin check says of a caller.</summary>
public enum AdminVerdict
{
    /// <summary>It has the admin right.</summary>
    Allowed,

    /// <summary>It showed no token, or one that is not good: 401.</summary>
    Unknown,

    /// <summary>Its token is good and has not the admin right: 403.</summary>
    Forbidden,
}

/// <summary>Answers whether a caller of the HTTP API or the admin page has the admin right. Constant in time for the configured token.</summary>
public sealed class AdminAccess
{
    private readonly byte[]? _tokenHash;

    private readonly Access _access;

    public AdminAccess(GatewayOptions options, Access access)
    {
        _access = access;
        var token = options.Admin.Token;
        if (token is null && !access.NeedsToken && options.IsLoopbackOnly) MadeToken = token = RandomNumberGenerator.GetHexString(32, lowercase: true);
        if (token is not null) _tokenHash = Hash(token);
    }

    /// <summary>The token that was made at this start because none is configured; null otherwise.</summary>
    public string? MadeToken { get; }

    /// <summary>Checks the value of an Authorization header: <c>Bearer</c> and a token.</summary>
    public AdminVerdict CheckHeader(string? authorization) =>
        Check(Handshake.BearerOf(authorization));

    /// <summary>Checks a token.</summary>
    public AdminVerdict Check(string? token)
    {
        if (string.IsNullOrEmpty(token)) return AdminVerdict.Unknown;
        if (_tokenHash is not null && CryptographicOperations.FixedTimeEquals(Hash(token), _tokenHash)) return AdminVerdict.Allowed;
        if (!_access.NeedsToken || _access.Check(token).Grant is not { } grant) return AdminVerdict.Unknown;
        return (grant.Rights & Rights.Admin) != 0 ? AdminVerdict.Allowed : AdminVerdict.Forbidden;
    }

    private static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
