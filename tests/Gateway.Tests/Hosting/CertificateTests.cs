using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;

namespace Signaling.Gateway.Tests.Hosting;

/// <summary>The certificate from a file, as TLS clients see it: a renewed one is served without a restart, and a file that is broken changes nothing.</summary>
public sealed class CertificateTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signaling-test-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private TestGateway? _gateway;

    private string FilePath => Path.Combine(_folder, "certificate");

    private string KeyPath => Path.Combine(_folder, "key.pem");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        if (_gateway is not null)
        {
            await _gateway.DisposeAsync();
            Assert.Empty(_gateway.Log.Faults);
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task ARenewedPem_IsServedToNewHandshakes_FromTheNextMinuteOn()
    {
        await File.WriteAllTextAsync(FilePath, Pem("old"));
        await StartAsync();
        Assert.Equal("CN=old", await ServedAsync());

        await File.WriteAllTextAsync(FilePath, Pem("new"));
        Assert.Equal("CN=old", await ServedAsync()); // it is looked at once a minute
        Pass(61);
        Assert.Equal("CN=new", await ServedAsync());
    }

    [Fact]
    public async Task AFileThatIsBeingWritten_LeavesTheOldOne_UntilItIsWhole()
    {
        await File.WriteAllTextAsync(FilePath, Pem("old"));
        await StartAsync();
        var renewed = Pem("new");
        foreach (var written in (string[])["", renewed[..200], "no certificate at all"])
        {
            await File.WriteAllTextAsync(FilePath, written);
            Pass(61);
            Assert.Equal("CN=old", await ServedAsync());
        }

        File.Delete(FilePath);
        Pass(61);
        Assert.Equal("CN=old", await ServedAsync());
        await File.WriteAllTextAsync(FilePath, renewed);
        Pass(61);
        Assert.Equal("CN=new", await ServedAsync());
    }

    [Fact]
    public async Task ACertificateWhoseKeyComesLater_CountsWhenBothAreThere()
    {
        var (oldCertificate, oldKey) = Parts("old");
        await WriteAsync(oldCertificate, oldKey);
        await StartAsync("Certificate:KeyPath=" + KeyPath);
        var (certificate, key) = Parts("new");

        await WriteAsync(certificate, oldKey);
        Pass(61);
        Assert.Equal("CN=old", await ServedAsync());
        await WriteAsync(null, key);
        Pass(61);
        Assert.Equal("CN=new", await ServedAsync());
    }

    [Fact]
    public async Task FilesBehindLinks_AsKubernetesMountsThem_AreNoticedToo()
    {
        foreach (var name in (string[])["old", "new"])
        {
            var (certificate, key) = Parts(name);
            var folder = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
            await File.WriteAllTextAsync(Path.Combine(folder, "certificate"), certificate);
            await File.WriteAllTextAsync(Path.Combine(folder, "key.pem"), key);
        }

        var data = Path.Combine(_folder, "..data");
        Directory.CreateSymbolicLink(data, "old");
        File.CreateSymbolicLink(FilePath, Path.Combine("..data", "certificate"));
        File.CreateSymbolicLink(KeyPath, Path.Combine("..data", "key.pem"));
        await StartAsync("Certificate:KeyPath=" + KeyPath);
        Assert.Equal("CN=old", await ServedAsync());

        Directory.Delete(data); // the links to the files stay as they are
        Directory.CreateSymbolicLink(data, "new");
        Pass(61);
        Assert.Equal("CN=new", await ServedAsync());
    }

    [Fact]
    public async Task APkcs12File_WithItsPassword_IsServedAndRenewedToo()
    {
        await File.WriteAllBytesAsync(FilePath, Pkcs12("old"));
        await StartAsync("Certificate:Password=secret");
        Assert.Equal("CN=old", await ServedAsync());

        await File.WriteAllBytesAsync(FilePath, Pkcs12("new"));
        Pass(61);
        Assert.Equal("CN=new", await ServedAsync());
    }

    private static X509Certificate2 Make(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return new CertificateRequest("CN=" + name, key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static (string Certificate, string Key) Parts(string name)
    {
        using var certificate = Make(name);
        using var key = certificate.GetECDsaPrivateKey()!;
        return (certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
    }

    private static string Pem(string name)
    {
        var (certificate, key) = Parts(name);
        return certificate + key;
    }

    private static byte[] Pkcs12(string name)
    {
        using var certificate = Make(name);
        return certificate.Export(X509ContentType.Pkcs12, "secret");
    }

    private async Task WriteAsync(string? certificate, string key)
    {
        if (certificate is not null) await File.WriteAllTextAsync(FilePath, certificate);
        await File.WriteAllTextAsync(KeyPath, key);
    }

    private void Pass(int seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private async Task StartAsync(params string[] more) => _gateway = await TestGateway.StartAsync(
        _time, _folder, ["Certificate:Path=" + FilePath, .. more], secure: true);

    /// <summary>The name of the certificate that a new connection is shown.</summary>
    private async Task<string> ServedAsync()
    {
        using var client = new TcpClient();
        await client.ConnectAsync(_gateway!.Address.Host, _gateway.Address.Port);
        await using var tls = new SslStream(client.GetStream());
        var shown = "";
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = "localhost",
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                {
                    shown = certificate?.Subject ?? "";
                    return shown.Length > 0;
                },
            },
            patience.Token);
        return shown;
    }
}
