using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Tests.Auth;

/// <summary>What the check makes of tokens.</summary>
public sealed class TokenCheckTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Now);

    [Fact]
    public void GoodTokens_OfEachAlgorithm_Count()
    {
        var check = Check(new AuthOptions(), SigningKey.OfSecret(Issuer.Secret), [.. SigningKey.OfFile(Issuer.RsaFile), .. SigningKey.OfFile(Issuer.EcFile)]);
        var claims = Issuer.Claims("älice", """["tenant-a/*","lobby"]""", "join speak moderate", now: Now);

        foreach (var token in (string[])[Issuer.Token("älice", """["tenant-a/*","lobby"]""", "join speak moderate", now: Now), Issuer.Rs256(claims), Issuer.Es256(claims)])
        {
            var grant = check.Check(token).Grant!;
            Assert.Equal(("älice", Rights.Join | Rights.Speak | Rights.Moderate), (grant.Identity, grant.Rights));
            Assert.True(grant.Admits("lobby") && grant.Admits("tenant-a/room") && !grant.Admits("tenant-b/room") && !grant.Admits("lobby2"));
            Assert.Equal(Now.ToUnixTimeMilliseconds() + 630_000, grant.EndsAtMs);
        }
    }

    [Fact]
    public void Token_WithoutRoomsAndRights_HasTheDefaults()
    {
        var token = Issuer.Signed(Issuer.Header("HS256"), $$"""{"exp":{{Now.ToUnixTimeSeconds() + 60}}}""", Hs);

        var strict = Check(new AuthOptions(), SigningKey.OfSecret(Issuer.Secret)).Check(token).Grant!;
        Assert.Null(strict.Identity);
        Assert.Equal(Rights.Member, strict.Rights);
        Assert.False(strict.Admits("room"));

        var open = Check(new AuthOptions { DefaultRooms = "*", DefaultRights = "join" }, SigningKey.OfSecret(Issuer.Secret)).Check(token).Grant!;
        Assert.True(open.Admits("room"));
        Assert.Equal(Rights.Join, open.Rights);
    }

    [Theory]
    [InlineData("""{"sub":"a"}""")] // never ends
    [InlineData("""{"exp":"tomorrow"}""")]
    [InlineData("""{"exp":99999999999999999999}""")]
    [InlineData("""{"exp":1767229200,"nbf":1767229100}""")] // not yet
    [InlineData("""{"exp":1767229200,"sub":"a\r\nSet-Cookie: x"}""")]
    [InlineData("""{"exp":1767229200,"sub":{"a":1}}""")]
    [InlineData("""[]""")]
    public void Token_WithClaimsThatMakeNoSense_IsInvalid(string claims) => Assert.Equal(
        Reasons.TokenInvalid, Check(new AuthOptions(), SigningKey.OfSecret(Issuer.Secret)).Check(Issuer.Signed(Issuer.Header("HS256"), claims, Hs)).Code);

    [Fact]
    public void IssuerAndAudience_WhereConfigured_MustMatch()
    {
        var check = Check(new AuthOptions { Issuers = ["https://id.example"], Audiences = ["calls"] }, SigningKey.OfSecret(Issuer.Secret));

        Assert.NotNull(check.Check(Issuer.Token(now: Now, more: ""","iss":"https://id.example","aud":["x","calls"]""")).Grant);
        Assert.Equal(Reasons.TokenInvalid, check.Check(Issuer.Token(now: Now, more: ""","iss":"https://evil.example","aud":"calls" """)).Code);
        Assert.Equal(Reasons.TokenInvalid, check.Check(Issuer.Token(now: Now, more: ""","iss":"https://id.example","aud":"mail" """)).Code);
        Assert.Equal(Reasons.TokenInvalid, check.Check(Issuer.Token(now: Now)).Code);
    }

    [Fact]
    public void Time_IsTheGateways_WithTheSkew()
    {
        var check = Check(new AuthOptions { ClockSkewSeconds = 10 }, SigningKey.OfSecret(Issuer.Secret));
        var token = Issuer.Token(seconds: 60, now: Now);
        _time.Advance(TimeSpan.FromSeconds(69));
        Assert.NotNull(check.Check(token).Grant);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Reasons.TokenExpired, check.Check(token).Code);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a.b.c")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9.e30.")]
    [InlineData("eyJhbGciOiJIUzI1NiJ9..AAAA")]
    [InlineData("a.b.c.d.e")]
    [InlineData("☃.☃.☃")]
    public void Nonsense_IsRefused(string text) =>
        Assert.Contains(Check(new AuthOptions(), SigningKey.OfSecret(Issuer.Secret)).Check(text).Code, (Code[])[Reasons.TokenInvalid, Reasons.TokenMissing]);

    [Fact]
    public void ATokenOverTheBound_IsNotLookedAt() =>
        Assert.Equal(Reasons.TokenInvalid, Check(new AuthOptions { TokenChars = 256 }, SigningKey.OfSecret(Issuer.Secret)).Check(Issuer.Token(more: $",\"x\":\"{new string('x', 300)}\"")).Code);

    [Fact]
    public void AThousandMutatedTokens_AreAllRefused()
    {
        var check = Check(new AuthOptions(), SigningKey.OfSecret(Issuer.Secret), SigningKey.OfFile(Issuer.RsaFile));
        var good = Issuer.Token(now: Now);
        var random = new Random(7);
        for (var i = 0; i < 1_000; i++)
        {
            var chars = good.ToCharArray();
            for (var n = random.Next(1, 4); n > 0; n--) chars[random.Next(chars.Length)] = (char)random.Next(33, 126);
            var mutated = new string(chars);
            var canonical = mutated[..mutated.LastIndexOf('.')] == good[..good.LastIndexOf('.')] && mutated.Length == good.Length && mutated[^1] != good[^1] && mutated[..^1] == good[..^1];
            if (mutated != good && !canonical) Assert.Null(check.Check(mutated).Grant); // the last character holds unused bits
        }
    }

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*c", "abbbc", true)]
    [InlineData("a*c", "abbbd", false)]
    [InlineData("*/x/*", "t/x/y", true)]
    [InlineData("", "", true)]
    [InlineData("", "a", false)]
    [InlineData("A", "a", false)]
    [InlineData("a**b*", "aXb", true)]
    public void Patterns_Match(string pattern, string name, bool matches) => Assert.Equal(matches, Grant.Matches(pattern, name));

    [Fact]
    public void KeysThatAreTooWeak_AreRefusedAtStart()
    {
        using var weak = RSA.Create(1_024);
        var file = Path.GetTempFileName();
        File.WriteAllText(file, weak.ExportSubjectPublicKeyInfoPem());
        Assert.Throws<InvalidDataException>(() => SigningKey.OfFile(file));
        File.WriteAllText(file, """{"keys":[{"kty":"oct","k":"c2VjcmV0"}]}""");
        Assert.Throws<InvalidDataException>(() => SigningKey.OfFile(file));
        File.Delete(file);
    }

    private TokenCheck Check(AuthOptions options, SigningKey key, params IReadOnlyList<SigningKey> more) => new(options, new GatewayClock(_time), [key, .. more], null);

    private static byte[] Hs(byte[] bytes) => HMACSHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Issuer.Secret), bytes);
}
