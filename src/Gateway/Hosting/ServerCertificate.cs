using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Signaling.Gateway.Hosting;

/// <summary>The configured certificate with its chain. A renewed file, of the certificate or of its key, counts from the next minute on; one that cannot be read leaves the old one.</summary>
internal sealed class ServerCertificate
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromMinutes(1);

    private readonly CertificateOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private Loaded _loaded;
    private byte[] _read = []; // the files as they were
    private long _lookedAt;

    public ServerCertificate(CertificateOptions options, TimeProvider time)
    {
        (_options, _time) = (options, time);
        _loaded = Load();
        _lookedAt = time.GetTimestamp();
    }

    public void Use(HttpsConnectionAdapterOptions https)
    {
        https.ServerCertificateSelector = (_, _) => Current().Leaf;
        https.OnAuthenticate = (_, authentication) =>
        {
            authentication.ServerCertificateSelectionCallback = null;
            authentication.ServerCertificateContext = Current().Context;
        };
    }

    private Loaded Current()
    {
        lock (_gate)
        {
            if (_time.GetElapsedTime(_lookedAt) < LookEvery) return _loaded;
            _lookedAt = _time.GetTimestamp();
            try
            {
                if (!Read().AsSpan().SequenceEqual(_read)) _loaded = Load(); // not by their times: a link that leads elsewhere keeps its own
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or InvalidDataException)
            {
                // It is being written, or was written wrongly: the old one is good until it expires, and the next look comes.
            }

            return _loaded;
        }
    }

    private Loaded Load()
    {
        var (path, read) = (_options.Path!, Read());
        var bytes = File.ReadAllBytes(path);
        if (bytes.Length == 0) throw new InvalidDataException($"{path} is empty.");
        var loaded = X509Certificate2.GetCertContentType(bytes) == X509ContentType.Pkcs12 ? OfPkcs12(path) : OfPem(path);
        _read = read;
        return loaded;
    }

    private byte[] Read() => [.. File.ReadAllBytes(_options.Path!), .. _options.KeyPath is { } key ? File.ReadAllBytes(key) : []];

    private Loaded OfPkcs12(string path)
    {
        var all = X509CertificateLoader.LoadPkcs12CollectionFromFile(path, _options.Password);
        var leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey) ?? throw new InvalidDataException($"{path} holds no private key.");
        return new Loaded(leaf, [.. all.Where(certificate => certificate != leaf)]);
    }

    private Loaded OfPem(string path)
    {
        using var read = ReadPem(path);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(path);

        // A key that lives in memory only is not good for TLS everywhere.
        return new Loaded(X509CertificateLoader.LoadPkcs12(read.Export(X509ContentType.Pkcs12), null), [.. chain.Skip(1)]);
    }

    private X509Certificate2 ReadPem(string path)
    {
        try
        {
            return _options.Password is { } password
                ? X509Certificate2.CreateFromEncryptedPemFile(path, password, _options.KeyPath)
                : X509Certificate2.CreateFromPemFile(path, _options.KeyPath);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The key in {_options.KeyPath ?? path} is not the certificate's.", e); // one of two files is renewed before the other
        }
    }

    private sealed class Loaded(X509Certificate2 leaf, X509Certificate2Collection chain)
    {
        public X509Certificate2 Leaf { get; } = leaf;

        public SslStreamCertificateContext Context { get; } = SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }
}
