using Signaling.Gateway.Auth;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;
using Signaling.Settings;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>What is wrong with the settings of tokens, origins, proxies, addresses, certificates and moderation: told at once, before anything starts.</summary>
public sealed class AccessOptionsTests
{
    private static readonly (string Setting, string Problem)[] Bad =
    [
        ("Auth:Secret=short", "Auth:Secret is shorter than 32 bytes"),
        ("Auth:KeyFiles:0=/nowhere/key.pem", "Auth:KeyFiles: Could not find"),
        ("Auth:JwksUrl=http://id.example/jwks", "Auth:JwksUrl: http://id.example/jwks is not an https:// address"),
        ("Auth:JwksRefreshSeconds=9", "Auth:JwksRefreshSeconds is 9"),
        ("Auth:JwksUnknownKeySeconds=0", "Auth:JwksUnknownKeySeconds is 0"),
        ("Auth:JwksTimeoutMs=99", "Auth:JwksTimeoutMs is 99"),
        ("Auth:ClockSkewSeconds=601", "Auth:ClockSkewSeconds is 601"),
        ("Auth:TokenChars=255", "Auth:TokenChars is 255"),
        ("Auth:IdentityMessagesPerSecond=0.5", "Auth:IdentityMessagesPerSecond is 0.5"),
        ("Auth:IdentityMessagesBurst=0", "Auth:IdentityMessagesBurst is 0"),
        ("Auth:DefaultRights=join fly admin", "Auth:DefaultRights: fly is no right"),
        ("Auth:DefaultRights=join fly admin", "Auth:DefaultRights must not hold admin"),
        ("Doors:Origins:0=example.org", "Doors: the origin example.org is not one"),
        ("Doors:Native:Origins:0=https://example.org/path", "Doors: the origin https://example.org/path is not one"),
        ("Doors:SocketIo:Origins:0=*", "Doors: the origin * is not one"),
        ("Proxies:0=10.0.0.0/33", "Proxies: 10.0.0.0/33 is neither an address nor a network"),
        ("Proxies:1=proxy.example", "Proxies: proxy.example is neither an address nor a network"),
        ("PerAddress:Connections=0", "PerAddress:Connections is 0"),
        ("PerAddress:ConnectsPerSecond=0", "PerAddress:ConnectsPerSecond is 0"),
        ("PerAddress:ConnectsBurst=0", "PerAddress:ConnectsBurst is 0"),
        ("PerAddress:Loopback=perhaps", "PerAddress:Loopback is 'perhaps'"),
        ("Certificate:Path=/nowhere/certificate.pem", "Certificate: Could not find"),
        ("Moderation:SecondsMax=0", "Moderation:SecondsMax is 0"),
        ("Moderation:BanSeconds=0", "Moderation:BanSeconds is 0; it must be from 1 to SecondsMax"),
        ("Moderation:CloseSeconds=-1", "Moderation:CloseSeconds is -1; it must be from 1 to SecondsMax"),
        ("Moderation:Tombstones=0", "Moderation:Tombstones is 0"),
        ("Limits:TombstonesPerRoom=0", "Limits:TombstonesPerRoom is 0"),
        ("Admin:Token=short", "Admin:Token is shorter than 16 characters"),
    ];

    [Fact]
    public void AllProblems_AreToldAtOnce()
    {
        var message = Message([.. Bad.Select(bad => bad.Setting).Distinct()]);

        Assert.All(Bad, bad => Assert.Contains("  - Signaling:" + bad.Problem, message, StringComparison.Ordinal));
        Assert.Equal(Bad.Length, message.Split('\n').Length - 1);
        Assert.DoesNotContain("Signaling:Auth:Secret=short", message, StringComparison.Ordinal);
    }

    [Fact]
    public void ATimeAboveTheLongest_IsAProblem()
    {
        var message = Message("Moderation:SecondsMax=100", "Moderation:BanSeconds=101", "Moderation:CloseSeconds=101");

        Assert.Contains("Moderation:BanSeconds is 101", message, StringComparison.Ordinal);
        Assert.Contains("Moderation:CloseSeconds is 101", message, StringComparison.Ordinal);
    }

    [Fact]
    public void AKeyWithoutACertificate_IsAProblem() =>
        Assert.Contains("Certificate:KeyPath has no Path", Message("Certificate:KeyPath=/nowhere/key.pem"), StringComparison.Ordinal);

    [Fact]
    public void FilesThatHoldSomethingElse_AreProblems()
    {
        var file = Path.GetTempFileName();
        try
        {
            foreach (var text in (string[])["", "text", "{}", """{"keys":[]}""", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
            {
                File.WriteAllText(file, text);
                var message = Message("Auth:KeyFiles:0=" + file, "Certificate:Path=" + file);
                Assert.Contains("  - Signaling:Auth:KeyFiles: ", message, StringComparison.Ordinal);
                Assert.Contains("  - Signaling:Certificate: ", message, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("Auth", typeof(AuthOptions))]
    [InlineData("Certificate", typeof(CertificateOptions))]
    [InlineData("Moderation", typeof(ModerationOptions))]
    [InlineData("Admin", typeof(AdminOptions))]
    public void Settings_AreAllDocumented(string section, Type options)
    {
        var documented = SourceTree.Read("docs/configuration.md");
        Assert.All(options.GetProperties().Where(property => property.CanWrite), property =>
            Assert.Contains($"| `Signaling:{section}:{property.Name}` |", documented, StringComparison.Ordinal));
    }

    private static string Message(params string[] settings) =>
        Assert.Throws<ConfigurationException>(() => GatewayServer.Build([.. settings.Select(setting => "--Signaling:" + setting)])).Message;
}
