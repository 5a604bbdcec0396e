namespace Signaling.Gateway.Hosting;

/// <summary>
/// How a gateway of a cluster that is told to stop hands its clients to the others. One that has its rooms in its own process cannot: its
/// clients are told that it shuts down.
/// </summary>
public sealed record DrainOptions
{
    /// <summary>How long it serves on with its readiness false before it moves anybody, so that load balancers take notice, in milliseconds. Default 2,000.</summary>
    public int NoticeMs { get; init; } = 2_000;

    /// <summary>Clients told to move at once. Default 100; more where the deadline would not be kept.</summary>
    public int WaveClients { get; init; } = 100;

    /// <summary>The time between two waves, in milliseconds, give or take half of it. Default 100.</summary>
    public int WaveMs { get; init; } = 100;

    /// <summary>When a client that was told to move should be gone, in milliseconds. Clients spread themselves over the first half of it. Default 2,000.</summary>
    public int AfterMs { get; init; } = 2_000;

    /// <summary>How long all of the moving may take, in milliseconds; who is still here then is told that the server shuts down. Default 30,000.</summary>
    public int DeadlineMs { get; init; } = 30_000;

    /// <summary>Where clients of the native door are sent: a ws:// or wss:// address. Default none: the address they came by.</summary>
    public string? Url { get; init; }

    /// <summary>How many are told in one wave, so that of so many the last is told when half of the time is left.</summary>
    public int WaveOf(int clients)
    {
        var waves = Math.Max(1, DeadlineMs / 2 / Math.Max(1, WaveMs));
        return Math.Max(WaveClients, (clients + waves - 1) / waves);
    }

    /// <summary>What is wrong with these.</summary>
    internal IEnumerable<string> Problems()
    {
        if (NoticeMs < 0) yield return $"Signaling:Drain:NoticeMs is {NoticeMs}; it must be at least 0.";
        if (WaveClients < 1) yield return $"Signaling:Drain:WaveClients is {WaveClients}; it must be at least 1.";
        if (WaveMs < 1) yield return $"Signaling:Drain:WaveMs is {WaveMs}; it must be at least 1.";
        if (AfterMs < 0) yield return $"Signaling:Drain:AfterMs is {AfterMs}; it must be at least 0.";
        if (DeadlineMs < AfterMs) yield return $"Signaling:Drain:DeadlineMs is {DeadlineMs}; it must be at least Drain:AfterMs, {AfterMs}.";
        if (Url is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("ws" or "wss"))) yield return $"Signaling:Drain:Url: {url} is not a ws:// or wss:// address.";
    }
}
