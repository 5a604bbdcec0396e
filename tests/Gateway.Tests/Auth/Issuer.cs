using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Tests.Auth;

/// <summary>Whoever issues tokens, honest or not: made by hand, so that a test can also make what no library would.</summary>
internal static class Issuer
{
    public const string Secret = "a secret that only the server and the issuer know";

    public static readonly RSA Rsa = RSA.Create(2_048);
    public static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>The public keys in files, as an operator would configure them.</summary>
    public static readonly string RsaFile = Write(Rsa.ExportSubjectPublicKeyInfoPem());
    public static readonly string EcFile = Write(Ec.ExportSubjectPublicKeyInfoPem());

    /// <summary>A token signed with the secret.</summary>
    public static string Token(
        string? identity = "alice", string rooms = "\"*\"", string? rights = null, int seconds = 600, string? secret = null, string more = "", DateTimeOffset? now = null) =>
        Signed(Header("HS256"), Claims(identity, rooms, rights, seconds, more, now), bytes => HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? Secret), bytes));

    public static string Rs256(string claims, string? kid = null, RSA? key = null) =>
        Signed(Header("RS256", kid), claims, bytes => (key ?? Rsa).SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));

    public static string Es256(string claims, string? kid = null) => Signed(Header("ES256", kid), claims, bytes => Ec.SignData(bytes, HashAlgorithmName.SHA256));

    public static string Claims(string? identity = "alice", string rooms = "\"*\"", string? rights = null, int seconds = 600, string more = "", DateTimeOffset? now = null)
    {
        var exp = (now ?? DateTimeOffset.UtcNow).ToUnixTimeSeconds() + seconds;
        return $$"""{"exp":{{exp}}{{(identity is null ? "" : $",\"sub\":{JsonSerializer.Serialize(identity)}")}},"rooms":{{rooms}}{{(rights is null ? "" : $",\"rights\":\"{rights}\"")}}{{more}}}""";
    }

    public static string Header(string alg, string? kid = null) => $$"""{"alg":"{{alg}}","typ":"JWT"{{(kid is null ? "" : $",\"kid\":\"{kid}\"")}}}""";

    public static string Signed(string header, string claims, Func<byte[], byte[]> sign)
    {
        var text = $"{Encode(Encoding.UTF8.GetBytes(header))}.{Encode(Encoding.UTF8.GetBytes(claims))}";
        return $"{text}.{Encode(sign(Encoding.ASCII.GetBytes(text)))}";
    }

    public static string Jwks(params (string Kid, RSA Key)[] keys) =>
        $$"""{"keys":[{{string.Join(',', keys.Select(key => Jwk(key.Kid, key.Key.ExportParameters(false))))}}]}""";

    public static string Encode(byte[] bytes) => Base64Url.EncodeToString(bytes);

    private static string Jwk(string kid, RSAParameters key) =>
        $$"""{"kty":"RSA","use":"sig","alg":"RS256","kid":"{{kid}}","n":"{{Encode(key.Modulus!)}}","e":"{{Encode(key.Exponent!)}}"}""";

    private static string Write(string pem)
    {
        var path = Path.Combine(Path.GetTempPath(), $"signaling-test-{Guid.NewGuid():N}.pem");
        File.WriteAllText(path, pem);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(path);
        return path;
    }
}
