using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace Signaling.Gateway.Auth;

/// <summary>A key and the one algorithm that it is used with: what a token's header says never chooses what a key means.</summary>
internal sealed record SigningKey(SecurityKey Key, string Algorithm, string? Id)
{
    private const int RsaBitsMin = 2_048;

    public static SigningKey OfSecret(string secret) => new(new SymmetricSecurityKey(Encoding.UTF8.GetBytes(secret)), SecurityAlgorithms.HmacSha256, null);

    /// <summary>The keys in a file: PEM, JWK or JWKS.</summary>
    public static IReadOnlyList<SigningKey> OfFile(string path)
    {
        var text = File.ReadAllText(path);
        var keys = text.AsSpan().TrimStart().StartsWith("{") ? OfJson(text) : [OfPem(text)];
        return keys.Count > 0 ? keys : throw new InvalidDataException($"{path} holds no public key for RS256 (2048 bits or more) or ES256.");
    }

    /// <summary>The keys of a JWK or JWKS that can sign tokens here; others are left out, secrets, too: they have no place among public keys.</summary>
    public static IReadOnlyList<SigningKey> OfJson(string json)
    {
        try
        {
            var set = new JsonWebKeySet(json);
            var keys = set.Keys.Count > 0 ? set.Keys : [new JsonWebKey(json)];
            return [.. keys.Where(key => key.Use is null or "sig").Select(Of).OfType<SigningKey>()];
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException("This is neither a JWK nor a JWKS.", e);
        }
    }

    private static SigningKey? Of(JsonWebKey jwk)
    {
        var algorithm = jwk switch
        {
            { Kty: JsonWebAlgorithmsKeyTypes.RSA, KeySize: >= RsaBitsMin } => SecurityAlgorithms.RsaSha256,
            { Kty: JsonWebAlgorithmsKeyTypes.EllipticCurve, Crv: JsonWebKeyECTypes.P256 } => SecurityAlgorithms.EcdsaSha256,
            _ => null,
        };
        return algorithm is null || (jwk.Alg is { } said && said != algorithm) ? null : new SigningKey(jwk, algorithm, jwk.Kid);
    }

    private static SigningKey OfPem(string pem)
    {
        if (pem.Contains("BEGIN CERTIFICATE", StringComparison.Ordinal))
        {
            var certificate = X509Certificate2.CreateFromPem(pem);
            return certificate.GetRSAPublicKey() is { } rsa ? Of(rsa) : Of(certificate.GetECDsaPublicKey() ?? throw new InvalidDataException("The certificate has neither an RSA nor an EC key."));
        }

        return TryRead(RSA.Create(), pem) is { } rsaKey ? Of((RSA)rsaKey)
            : TryRead(ECDsa.Create(), pem) is { } ecKey ? Of((ECDsa)ecKey)
            : throw new InvalidDataException("This is no PEM of an RSA or EC key.");
    }

    private static AsymmetricAlgorithm? TryRead(AsymmetricAlgorithm key, string pem)
    {
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is ArgumentException or CryptographicException)
        {
            key.Dispose();
            return null;
        }
    }

    private static SigningKey Of(RSA rsa) => rsa.KeySize >= RsaBitsMin
        ? new SigningKey(new RsaSecurityKey(rsa), SecurityAlgorithms.RsaSha256, null)
        : throw new InvalidDataException($"The RSA key has {rsa.KeySize} bits; it must have {RsaBitsMin} or more.");

    private static SigningKey Of(ECDsa ec) => ec.KeySize == 256
        ? new SigningKey(new ECDsaSecurityKey(ec), SecurityAlgorithms.EcdsaSha256, null)
        : throw new InvalidDataException("The EC key is not on P-256, which ES256 needs.");
}
