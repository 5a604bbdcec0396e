using System.Security.Cryptography;
using System.Text;
using Signaling.Gateway.Tests.Auth;

namespace Signaling.Gateway.Tests.Attacks;

/// <summary>Attacks with tokens and tickets, at a server that needs tokens of an issuer with an RSA key. SECURITY.md names each of these tests.</summary>
public sealed class TokenAttackTests() : NativeTest(ownClock: false, "Auth:KeyFiles:0=" + Issuer.RsaFile)
{
    [Fact]
    [Meets("token-missing")]
    public Task NoToken_IsRefused() => RefusedAsync("token-missing", null);

    [Fact]
    [Meets("token-expired")]
    public Task ExpiredToken_IsRefused() => RefusedAsync("token-expired", Issuer.Rs256(Issuer.Claims(seconds: -60)));

    [Fact]
    [Meets("token-invalid")]
    public async Task TokenOfAWrongKey_IsRefused()
    {
        using var theirs = RSA.Create(2_048);
        await RefusedAsync("token-invalid", Issuer.Rs256(Issuer.Claims(), key: theirs));
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    public async Task UnsignedToken_IsRefused(string alg)
    {
        await RefusedAsync("token-invalid", Issuer.Signed(Issuer.Header(alg), Issuer.Claims(), _ => []));
        var honest = Issuer.Rs256(Issuer.Claims());
        await RefusedAsync("token-invalid", honest[..(honest.LastIndexOf('.') + 1)]);
    }

    /// <summary>The public key is public: who signs with it as if it were a secret must not be believed.</summary>
    [Fact]
    public async Task PublicKeyAsSecret_IsRefused()
    {
        var pem = await File.ReadAllTextAsync(Issuer.RsaFile);
        foreach (var secret in (byte[][])[Encoding.UTF8.GetBytes(pem), Encoding.UTF8.GetBytes(pem.Trim()), Issuer.Rsa.ExportSubjectPublicKeyInfo(), Issuer.Rsa.ExportRSAPublicKey()])
            await RefusedAsync("token-invalid", Issuer.Signed(Issuer.Header("HS256"), Issuer.Claims(), bytes => HMACSHA256.HashData(secret, bytes)));
        await RefusedAsync("token-invalid", Issuer.Es256(Issuer.Claims()));
    }

    /// <summary>A key that the token brings along is anybody's.</summary>
    [Fact]
    public async Task KeyInTheTokensOwnHeader_IsNotUsed()
    {
        using var theirs = RSA.Create(2_048);
        var jwk = Issuer.Jwks(("x", theirs))[9..^2];
        foreach (var header in (string[])[$$"""{"alg":"RS256","jwk":{{jwk}}}""", """{"alg":"RS256","jku":"http://127.0.0.1:9/jwks.json","x5u":"http://127.0.0.1:9/x"}"""])
            await RefusedAsync("token-invalid", Issuer.Signed(header, Issuer.Claims(), bytes => theirs.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)));
    }

    [Fact]
    [Meets("room-forbidden")]
    public async Task OtherTenantsRoom_IsRefused()
    {
        var token = Issuer.Rs256(Issuer.Claims(rooms: "\"tenant-a/*\""));
        await RefusedAsync("room-forbidden", token, "tenant-b/room");
        await RefusedAsync("room-forbidden", token, "tenant-a");
        await RefusedAsync("room-forbidden", token, "TENANT-A/room");
        await RefusedAsync("room-forbidden", Issuer.Rs256(Issuer.Claims(rights: "speak")), Room);
        await JoinAsync("alice", Token(token), "tenant-a/room-" + Room);
    }

    [Fact]
    public async Task TargetOutsideTheRoom_IsNotReached()
    {
        var victim = await JoinAsync("victim", Token(Issuer.Rs256(Issuer.Claims("victim"))), Room + "-other");
        var attacker = await JoinAsync("attacker", Token(Issuer.Rs256(Issuer.Claims("attacker", rooms: $"\"{Room}\""))));
        foreach (var target in (string[])["victim", Room + "-other/victim", "../" + Room + "-other/victim"])
            await attacker.SendAsync(Offer(target, Sdp("u")));
        await attacker.SendAsync($$"""{"type":"message","room":"{{Room}}-other","data":1}""");
        await attacker.FenceAsync();

        Assert.Empty(await victim.FenceAsync());
    }

    [Fact]
    public async Task ForgedFromPeerId_IsOverwritten()
    {
        var bob = await JoinAsync("bob", Token(Issuer.Rs256(Issuer.Claims("bob"))));
        var attacker = await JoinAsync("attacker", Token(Issuer.Rs256(Issuer.Claims("attacker"))));
        await bob.NextAsync("peer-joined");
        await attacker.SendAsync($$"""{"type":"offer","fromPeerId":"alice","targetPeerId":"bob","peerId":"alice","instance":"alice","fromSeq":9,"sdp":{{Sdp("u")}}}""");

        var offer = await bob.NextAsync("offer");
        Assert.Equal(("attacker", 1), (offer.Text("fromPeerId"), offer.Number("fromSeq")));
    }

    [Fact]
    [Meets("identity-mismatch")]
    public async Task StolenTicket_OfAnotherIdentity_IsRefused()
    {
        var (alice, welcome) = await WelcomeAsync("alice", Token(Issuer.Rs256(Issuer.Claims("alice"))));
        var ticket = welcome.Text("resume")!;
        var theirs = Token(Issuer.Rs256(Issuer.Claims("mallory")));

        var resuming = await ConnectAsync();
        await resuming.SendAsync($$"""{"type":"resume","resume":"{{ticket}}","seen":0,{{theirs}}}""");
        await resuming.NextErrorAsync("identity-mismatch");
        var joining = await ConnectAsync();
        await joining.SendAsync(Join("alice", $"{theirs},\"resume\":\"{ticket}\",\"instance\":\"other\""));
        await joining.NextErrorAsync("peer-id-taken");
        Assert.Empty(await alice.FenceAsync());
    }

    [Fact]
    [Meets("kicked")]
    public async Task ReplayedTicket_AfterAKick_IsRefused_WithAFreshTokenToo()
    {
        var moderator = await JoinAsync("moderator", Token(Issuer.Rs256(Issuer.Claims("boss", rights: "join presence moderate"))));
        var (bob, welcome) = await WelcomeAsync("bob", Token(Issuer.Rs256(Issuer.Claims("bob"))));
        await moderator.NextAsync("peer-joined");
        await moderator.SendAsync("""{"type":"kick","peerId":"bob"}""");
        await bob.NextErrorAsync("kicked");

        var fresh = Token(Issuer.Rs256(Issuer.Claims("bob", seconds: 900)));
        var ticket = welcome.Text("resume")!;
        foreach (var first in (string[])
            [
                $$"""{"type":"resume","resume":"{{ticket}}","seen":0}""", $$"""{"type":"resume","resume":"{{ticket}}","seen":0,{{fresh}}}""",
                Join("bob", fresh), Join("robert", fresh), Join("bob", $"{fresh},\"resume\":\"{ticket}\""),
            ])
        {
            var client = await ConnectAsync();
            await client.SendAsync(first);
            await client.NextErrorAsync("kicked");
            Assert.Equal(4011, await client.ClosedAsync());
        }
    }

    private static string Token(string token) => $"\"token\":\"{token}\"";

    private async Task RefusedAsync(string code, string? token, string? room = null)
    {
        var client = await ConnectAsync();
        await client.SendAsync(Join("alice", token is null ? "" : Token(token), room));
        await client.NextErrorAsync(code);
        Assert.Equal(4003, await client.ClosedAsync());
    }
}
