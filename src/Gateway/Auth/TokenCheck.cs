using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Signaling.Core.Codes;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Auth;

/// <summary>What the check says of a token: a grant, or why not and, where that helps, when to try again.</summary>
public readonly record struct TokenVerdict(Grant? Grant, Code? Code = null, int RetryAfterMs = 0);

/// <summary>
/// Checks tokens, at once and without waiting for anybody: signature, issuer, audience, time. The algorithm is the key's, never the token's choice, so
/// a token signed with nothing, or with a public key as if it were a secret, finds no key.
/// </summary>
public sealed class TokenCheck
{
    private static readonly JsonWebTokenHandler Handler = new() { MapInboundClaims = false };

    private readonly AuthOptions _options;
    private readonly GatewayClock _clock;
    private readonly IReadOnlyList<SigningKey> _ownKeys;
    private readonly IKeySource? _source;
    private readonly TokenValidationParameters _rules;

    internal TokenCheck(AuthOptions options, GatewayClock clock, IReadOnlyList<SigningKey> ownKeys, IKeySource? source)
    {
        (_options, _clock, _ownKeys, _source) = (options, clock, ownKeys, source);
        _rules = new TokenValidationParameters
        {
            ValidateIssuer = options.Issuers.Count > 0,
            ValidIssuers = options.Issuers,
            ValidateAudience = options.Audiences.Count > 0,
            ValidAudiences = options.Audiences,
            ValidateLifetime = false, // by our own clock, below
            RequireSignedTokens = true,
            TryAllIssuerSigningKeys = true, // those that are handed over have been chosen
            IncludeTokenOnFailedValidation = false,
        };
    }

    public TokenVerdict Check(string? text)
    {
        if (string.IsNullOrEmpty(text)) return new TokenVerdict(null, Reasons.TokenMissing);
        if (text.Length > _options.TokenChars || Read(text) is not { } token) return new TokenVerdict(null, Reasons.TokenInvalid);
        var keys = KeysFor(token, _ownKeys).Concat(KeysFor(token, _source?.Keys ?? [])).ToList();
        if (keys.Count == 0) return KeyUnknown(token);

        var rules = _rules.Clone();
        rules.IssuerSigningKeys = keys.Select(key => key.Key);
        rules.ValidAlgorithms = [keys[0].Algorithm];
        var checking = Handler.ValidateTokenAsync(token, rules);
        if (!checking.IsCompleted) throw new InvalidOperationException("The check of a token waits for something.");
        return checking.Result.IsValid ? Judge(token) : new TokenVerdict(null, Reasons.TokenInvalid);
    }

    private static JsonWebToken? Read(string text)
    {
        try
        {
            return new JsonWebToken(text);
        }
        catch (Exception e) when (e is ArgumentException or SecurityTokenException)
        {
            return null;
        }
    }

    /// <summary>Keys of the algorithm that the token is signed with; where both the token and the key have a name, it must be the same.</summary>
    private static IEnumerable<SigningKey> KeysFor(JsonWebToken token, IReadOnlyList<SigningKey> keys) =>
        keys.Where(key => key.Algorithm == token.Alg && (key.Id is null || string.IsNullOrEmpty(token.Kid) || key.Id == token.Kid));

    private TokenVerdict KeyUnknown(JsonWebToken token)
    {
        var mayBeTheirs = _source is not null && token.Alg is SecurityAlgorithms.RsaSha256 or SecurityAlgorithms.EcdsaSha256;
        return mayBeTheirs ? new TokenVerdict(null, Reasons.TokenUnchecked, _source!.Search()) : new TokenVerdict(null, Reasons.TokenInvalid);
    }

    private TokenVerdict Judge(JsonWebToken token)
    {
        var (now, skewMs) = (_clock.NowMs, _options.ClockSkewSeconds * 1_000L);
        try
        {
            var claims = new TokenClaims(token.EncodedPayload);
            if (!claims.TryTime("exp", out var exp) || exp is null || !claims.TryTime("nbf", out var nbf)) return new TokenVerdict(null, Reasons.TokenInvalid);
            if (nbf > now + skewMs || !claims.TryName(_options.IdentityClaim, out var identity)) return new TokenVerdict(null, Reasons.TokenInvalid);
            if (exp + skewMs <= now) return new TokenVerdict(null, Reasons.TokenExpired);
            var rooms = claims.Words(_options.RoomsClaim, splits: false) ?? RightsWords.Words(_options.DefaultRooms);
            var rights = RightsWords.Parse(claims.Words(_options.RightsClaim, splits: true) ?? RightsWords.Words(_options.DefaultRights));
            return new TokenVerdict(new Grant(identity, rooms, rights, exp.Value + skewMs));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return new TokenVerdict(null, Reasons.TokenInvalid); // signed, but no text: half a surrogate pair, an array
        }
    }
}
