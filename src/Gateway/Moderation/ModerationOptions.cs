namespace Signaling.Gateway.Moderation;

/// <summary>Kicks, bans and closed rooms: section <c>Signaling:Moderation</c>.</summary>
public sealed record ModerationOptions
{
    /// <summary>How long who was kicked stays out when the moderator names no time, in seconds. Default 3,600.</summary>
    public int BanSeconds { get; init; } = 3_600;

    /// <summary>How long a room stays closed when the moderator names no time, in seconds. Default 300.</summary>
    public int CloseSeconds { get; init; } = 300;

    /// <summary>The longest time a moderator may name, in seconds. Default a year.</summary>
    public int SecondsMax { get; init; } = 365 * 24 * 3_600;

    /// <summary>Tombstones that a gateway keeps; above, the one that ends first goes. The same at all gateways of a cluster. Default 10,000.</summary>
    public int Tombstones { get; init; } = 10_000;

    /// <summary>The file that keeps tombstones over a restart of a single node. Default: tombstones.json beside the ticket key.</summary>
    public string? File { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (SecondsMax < 1) yield return $"Signaling:Moderation:SecondsMax is {SecondsMax}; it must be at least 1.";
        if (BanSeconds < 1 || BanSeconds > SecondsMax) yield return $"Signaling:Moderation:BanSeconds is {BanSeconds}; it must be from 1 to SecondsMax.";
        if (CloseSeconds < 1 || CloseSeconds > SecondsMax) yield return $"Signaling:Moderation:CloseSeconds is {CloseSeconds}; it must be from 1 to SecondsMax.";
        if (Tombstones < 1) yield return $"Signaling:Moderation:Tombstones is {Tombstones}; it must be at least 1.";
    }
}
