namespace Signaling.Gateway.Auth;

/// <summary>Who may use the server API and the admin page: section <c>Signaling:Admin</c>.</summary>
public sealed record AdminOptions
{
    private const int TokenCharsMin = 16;

    /// <summary>
    /// A token that has the admin right, at least 16 characters. Default none: tokens of <c>Signaling:Auth</c> with the admin right only; without those, on
    /// a server that listens on loopback only, one is made at every start and told in the log.
    /// </summary>
    public string? Token { get; init; }

    /// <summary>Serve the admin page at /admin. Default true.</summary>
    public bool Page { get; init; } = true;

    internal IEnumerable<string> Problems()
    {
        if (Token is { Length: < TokenCharsMin }) yield return $"Signaling:Admin:Token is shorter than {TokenCharsMin} characters. Make one with: openssl rand -hex 16";
    }
}
