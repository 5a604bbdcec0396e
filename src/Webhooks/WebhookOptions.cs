namespace Signaling.Webhooks;

/// <summary>Events of rooms and peers, posted to an address of yours: section <c>Signaling:Webhooks</c>.</summary>
public sealed record WebhookOptions
{
    private const int SecretCharsMin = 16;

    /// <summary>Where events are posted. Default none: webhooks are off.</summary>
    public string? Url { get; init; }

    /// <summary>What signs them, at least 16 characters. Default none; needed with <see cref="Url"/>.</summary>
    public string? Secret { get; init; }

    /// <summary>Which events are posted, by name. Default none named: all.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>Events that may wait to be taken. Default 10,000.</summary>
    public int QueueEvents { get; init; } = 10_000;

    /// <summary>Their bytes. Default 16 MiB.</summary>
    public int QueueBytes { get; init; } = 16 << 20;

    /// <summary>Events in one request. Default 100.</summary>
    public int BatchEvents { get; init; } = 100;

    /// <summary>How long an answer may take, in milliseconds. Default 10,000.</summary>
    public int TimeoutMs { get; init; } = 10_000;

    /// <summary>How long to wait before the first repeat, in milliseconds; then twice as long each time. Default 500.</summary>
    public int RetryMs { get; init; } = 500;

    /// <summary>The longest wait between repeats, in milliseconds. Default 60,000.</summary>
    public int RetryMsMax { get; init; } = 60_000;

    /// <summary>After how long a request that is not taken is given up, in milliseconds. Default 3,600,000.</summary>
    public int GiveUpMs { get; init; } = 3_600_000;

    /// <summary>Whether there is anything to do.</summary>
    internal bool IsOn => Url is not null;

    /// <summary>Everything that is wrong.</summary>
    public IEnumerable<string> Problems()
    {
        if (Url is not null && (!Uri.TryCreate(Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https")))
            yield return $"Signaling:Webhooks:Url is '{Url}'; it must be an http:// or https:// address.";
        if (Url is not null && Secret is not { Length: >= SecretCharsMin })
            yield return $"Signaling:Webhooks:Secret is missing or shorter than {SecretCharsMin} characters. Make one with: openssl rand -hex 32";
        foreach (var name in Events.Except(EventNames.All)) yield return $"Signaling:Webhooks:Events: {name} is not an event; there are {string.Join(", ", EventNames.All)}.";
        foreach (var (name, value) in ((string, int)[])
            [(nameof(QueueEvents), QueueEvents), (nameof(QueueBytes), QueueBytes), (nameof(BatchEvents), BatchEvents), (nameof(TimeoutMs), TimeoutMs), (nameof(RetryMs), RetryMs), (nameof(GiveUpMs), GiveUpMs)])
        {
            if (value < 1) yield return $"Signaling:Webhooks:{name} is {value}; it must be at least 1.";
        }

        if (RetryMsMax < RetryMs) yield return $"Signaling:Webhooks:RetryMsMax is {RetryMsMax}; it must be at least RetryMs.";
    }

    /// <summary>Whether events of this name are posted.</summary>
    internal bool Wants(string name) => Events.Count == 0 || Events.Contains(name);
}
