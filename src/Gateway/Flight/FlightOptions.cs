namespace Signaling.Gateway.Flight;

/// <summary>The call-setup flight recorder: section <c>Signaling:Flight</c>.</summary>
public sealed record FlightOptions
{
    /// <summary>Which part of all pairs is recorded, from 0 (off) to 1 (all). Gateways of a cluster record the same pairs. Default 1.</summary>
    public double Sample { get; init; } = 1;

    /// <summary>How long a pair's timeline is kept after its last entry, in milliseconds. Default 600,000.</summary>
    public int KeepMs { get; init; } = 600_000;

    /// <summary>Bytes that all timelines may take; then the oldest go. Default 8 MiB.</summary>
    public int Bytes { get; init; } = 8 << 20;

    /// <summary>Entries of one pair's timeline; then the oldest go. Default 64.</summary>
    public int EntriesPerPair { get; init; } = 64;

    /// <summary>Pairs that one peer may be recorded in. Default 500.</summary>
    public int PairsPerPeer { get; init; } = 500;

    /// <summary>Messages of one pair that are noted at once; then <see cref="MessagesPerSecond"/>. A call set-up has fewer. Default 300.</summary>
    public int MessagesBurst { get; init; } = 300;

    /// <summary>Messages of one pair that are noted a second for long: so a busy pair costs next to nothing. Default 5.</summary>
    public int MessagesPerSecond { get; init; } = 5;

    /// <summary>Pairs whose recording begins at once; then <see cref="PairsPerSecond"/>. Default 2,000.</summary>
    public int PairsBurst { get; init; } = 2_000;

    /// <summary>Pairs whose recording begins a second for long: so a busy server's recorder costs next to nothing. Default 100.</summary>
    public int PairsPerSecond { get; init; } = 100;

    /// <summary>Keep the addresses that stand in candidates. Default false.</summary>
    public bool Addresses { get; init; }

    internal IEnumerable<string> Problems()
    {
        if (Sample is not (>= 0 and <= 1)) yield return "Signaling:Flight:Sample must be from 0 to 1.";
        if (KeepMs < 1_000) yield return $"Signaling:Flight:KeepMs is {KeepMs}; it must be at least 1000.";
        if (Bytes < 64 << 10) yield return $"Signaling:Flight:Bytes is {Bytes}; it must be at least 65536.";
        if (EntriesPerPair is < 16 or > 1_000) yield return $"Signaling:Flight:EntriesPerPair is {EntriesPerPair}; it must be from 16 to 1000.";
        if (MessagesBurst < 16) yield return $"Signaling:Flight:MessagesBurst is {MessagesBurst}; it must be at least 16.";
        if (MessagesPerSecond < 1) yield return $"Signaling:Flight:MessagesPerSecond is {MessagesPerSecond}; it must be at least 1.";
        if (PairsBurst < 1) yield return $"Signaling:Flight:PairsBurst is {PairsBurst}; it must be at least 1.";
        if (PairsPerSecond < 1) yield return $"Signaling:Flight:PairsPerSecond is {PairsPerSecond}; it must be at least 1.";
        if (PairsPerPeer < 1) yield return $"Signaling:Flight:PairsPerPeer is {PairsPerPeer}; it must be at least 1.";
    }
}
