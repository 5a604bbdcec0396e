using System.Text;
using Signaling.Core.Messages;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Auth;

/// <summary>How tokens (JWT) are checked: section <c>Signaling:Auth</c>. With any key configured every client needs one.</summary>
public sealed record AuthOptions
{
    private const int SecretBytesMin = 32;

    /// <summary>A secret shared with whoever issues tokens, at least 32 bytes: tokens signed with HS256. Default none.</summary>
    public string? Secret { get; init; }

    /// <summary>Files with public keys: PEM (a key or a certificate), JWK or JWKS; tokens signed with RS256 or ES256, whichever fits the key. Default none.</summary>
    public IReadOnlyList<string> KeyFiles { get; init; } = [];

    /// <summary>An address with the issuer's public keys as a JWKS, https. Default none.</summary>
    public string? JwksUrl { get; init; }

    /// <summary>How often the JWKS is fetched, in seconds. Default 300.</summary>
    public int JwksRefreshSeconds { get; init; } = 300;

    /// <summary>How soon after a fetch a token with an unknown key may cause the next, in seconds. Default 10.</summary>
    public int JwksUnknownKeySeconds { get; init; } = 10;

    /// <summary>How long a fetch may take, in milliseconds. Default 5,000.</summary>
    public int JwksTimeoutMs { get; init; } = 5_000;

    /// <summary>Issuers whose tokens count. Default none named: any that has a key.</summary>
    public IReadOnlyList<string> Issuers { get; init; } = [];

    /// <summary>Audiences of which a token must name one. Default none named: any.</summary>
    public IReadOnlyList<string> Audiences { get; init; } = [];

    /// <summary>How much the issuer's clock may differ, in seconds. Default 30.</summary>
    public int ClockSkewSeconds { get; init; } = 30;

    /// <summary>The longest token that is looked at, in characters. Default 8,192.</summary>
    public int TokenChars { get; init; } = 8_192;

    /// <summary>The claim that says who it is. Default sub.</summary>
    public string IdentityClaim { get; init; } = "sub";

    /// <summary>The claim with the rooms: a name or a list of names, in which * stands for anything. Default rooms.</summary>
    public string RoomsClaim { get; init; } = "rooms";

    /// <summary>The claim with the rights: a list, or words in a text: join, publish, speak, presence, moderate, admin. Default rights.</summary>
    public string RightsClaim { get; init; } = "rights";

    /// <summary>The rooms of a token without that claim, like the claim. Default none.</summary>
    public string DefaultRooms { get; init; } = "";

    /// <summary>The rights of a token without that claim. Default join publish speak presence.</summary>
    public string DefaultRights { get; init; } = "join publish speak presence";

    /// <summary>Messages a second that all connections of one identity may send for long. Default 2,000.</summary>
    public double IdentityMessagesPerSecond { get; init; } = 2_000;

    /// <summary>Messages that all connections of one identity may send at once. Default 20,000.</summary>
    public int IdentityMessagesBurst { get; init; } = 20_000;

    /// <summary>Whether clients need a token.</summary>
    public bool IsConfigured => Secret is not null || KeyFiles.Count > 0 || JwksUrl is not null;

    internal IEnumerable<string> Problems()
    {
        if (Secret is not null && Encoding.UTF8.GetByteCount(Secret) < SecretBytesMin) yield return $"Signaling:Auth:Secret is shorter than {SecretBytesMin} bytes. Make one with: openssl rand -base64 32";
        foreach (var problem in KeyFiles.SelectMany(file => ConfigurationFile.Problems("Auth:KeyFiles", () => SigningKey.OfFile(file)))) yield return problem;
        if (JwksUrl is { } url && !IsSafe(url)) yield return $"Signaling:Auth:JwksUrl: {url} is not an https:// address (http:// only on loopback).";
        if (JwksRefreshSeconds < 10) yield return $"Signaling:Auth:JwksRefreshSeconds is {JwksRefreshSeconds}; it must be at least 10.";
        if (JwksUnknownKeySeconds < 1) yield return $"Signaling:Auth:JwksUnknownKeySeconds is {JwksUnknownKeySeconds}; it must be at least 1.";
        if (JwksTimeoutMs < 100) yield return $"Signaling:Auth:JwksTimeoutMs is {JwksTimeoutMs}; it must be at least 100.";
        if (ClockSkewSeconds is < 0 or > 600) yield return $"Signaling:Auth:ClockSkewSeconds is {ClockSkewSeconds}; it must be from 0 to 600.";
        if (TokenChars < 256) yield return $"Signaling:Auth:TokenChars is {TokenChars}; it must be at least 256.";
        if (IdentityMessagesPerSecond < 1) yield return $"Signaling:Auth:IdentityMessagesPerSecond is {IdentityMessagesPerSecond}; it must be at least 1.";
        if (IdentityMessagesBurst < 1) yield return $"Signaling:Auth:IdentityMessagesBurst is {IdentityMessagesBurst}; it must be at least 1.";
        foreach (var word in RightsWords.Unknown(DefaultRights)) yield return $"Signaling:Auth:DefaultRights: {word} is no right.";
        if ((RightsWords.Parse(DefaultRights) & Rights.Admin) != 0) yield return "Signaling:Auth:DefaultRights must not hold admin.";
    }

    private static bool IsSafe(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));
}
