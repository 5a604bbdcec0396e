namespace Signaling.Gateway.Ice;

/// <summary>TURN servers whose credentials are made for each peer and do not last: servers of one's own with a shared secret, or a provider's.</summary>
public sealed record TurnOptions
{
    /// <summary>turn: and turns: addresses of own servers that know <see cref="Secret"/>. Default none.</summary>
    public IReadOnlyList<string> Urls { get; init; } = [];

    /// <summary>The secret shared with them (coturn: <c>use-auth-secret</c>, <c>static-auth-secret</c>). Default none.</summary>
    public string? Secret { get; init; }

    /// <summary>How long credentials are good for, in seconds. Fresh ones come when about a quarter of it is left. Default 3,600.</summary>
    public int LifetimeSeconds { get; init; } = 3_600;

    /// <summary>Providers, the preferred one first: another is asked only when those before it do not answer. Default none.</summary>
    public IReadOnlyList<TurnProviderOptions> Providers { get; init; } = [];

    /// <summary>How long a provider may take to answer, in milliseconds. No client waits for it. Default 5,000.</summary>
    public int TimeoutMs { get; init; } = 5_000;

    /// <summary>What is wrong with these.</summary>
    internal IEnumerable<string> Problems()
    {
        foreach (var url in Urls.Where(url => !IceServer.IsAddress(url, relayOnly: true))) yield return $"Signaling:Turn:Urls: {url} is not a turn: or turns: address.";
        if (Urls.Count > 0 && string.IsNullOrEmpty(Secret)) yield return "Signaling:Turn:Secret is missing: Turn:Urls need the secret that the servers know.";
        if (Urls.Count == 0 && Secret is not null) yield return "Signaling:Turn:Urls is missing: there is a Turn:Secret, but no server that knows it.";
        if (LifetimeSeconds is < 20 or > 86_400) yield return $"Signaling:Turn:LifetimeSeconds is {LifetimeSeconds}; it must be from 20 to 86400, the most that every provider gives.";
        if (TimeoutMs < 100) yield return $"Signaling:Turn:TimeoutMs is {TimeoutMs}; it must be at least 100.";
        for (var i = 0; i < Providers.Count; i++)
        {
            foreach (var problem in Providers[i].Problems()) yield return $"Signaling:Turn:Providers:{i}:{problem}";
        }
    }
}

/// <summary>An account at a provider of TURN servers.</summary>
public sealed record TurnProviderOptions
{
    /// <summary>Which provider.</summary>
    public TurnProviderKind Kind { get; init; }

    /// <summary>Cloudflare: the TURN key's id. Twilio: the account's SID. Metered: the app's name. Xirsys: the ident.</summary>
    public string Id { get; init; } = "";

    /// <summary>Cloudflare: the TURN key's API token. Twilio: the auth token. Metered: the secret key. Xirsys: the secret.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Xirsys: the channel. No other has one.</summary>
    public string? Channel { get; init; }

    /// <summary>Where its API is. Default: where the provider documents it.</summary>
    public string? Url { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (!Enum.IsDefined(Kind)) yield return $"Kind is missing; it must be one of {string.Join(", ", Enum.GetNames<TurnProviderKind>())}.";
        if (Id.Length == 0) yield return "Id is missing.";
        if (Secret.Length == 0) yield return "Secret is missing.";
        if (Kind == TurnProviderKind.Xirsys && string.IsNullOrEmpty(Channel)) yield return "Channel is missing: Xirsys has no credentials without one.";
        if (Url is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https"))) yield return $"Url: {url} is not an http:// or https:// address.";
    }
}

/// <summary>The providers whose API this server speaks.</summary>
public enum TurnProviderKind
{
    Cloudflare = 1,
    Twilio,
    Metered,
    Xirsys,
}
