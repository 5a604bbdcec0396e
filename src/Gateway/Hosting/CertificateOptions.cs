namespace Signaling.Gateway.Hosting;

/// <summary>The certificate for https:// addresses: section <c>Signaling:Certificate</c>. It is read again when its file, or the key's, has changed.</summary>
public sealed record CertificateOptions
{
    /// <summary>A PEM file with the certificate and those up to the root, or a PKCS #12 file. Default none.</summary>
    public string? Path { get; init; }

    /// <summary>PEM: the file with the private key. Default: in the same file.</summary>
    public string? KeyPath { get; init; }

    /// <summary>The password of the PKCS #12 file or of the key. Default none.</summary>
    public string? Password { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Path is null && KeyPath is not null) yield return "Signaling:Certificate:KeyPath has no Path beside it.";
        if (Path is null) yield break;
        foreach (var problem in ConfigurationFile.Problems("Certificate", () => new ServerCertificate(this, TimeProvider.System))) yield return problem;
    }
}
