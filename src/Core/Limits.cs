namespace Signaling.Core;

/// <summary>Every bound of a room and a peer. Times are milliseconds, sizes are bytes. docs/limits.md lists them with their codes.</summary>
public sealed record Limits
{
    /// <summary>How long a suspended peer may take to come back. Default 60,000.</summary>
    public int ResumeWindowMs { get; init; } = 60_000;

    /// <summary>How long a peer whose page was closed may take to come back as a reloaded page. Default 5,000.</summary>
    public int ReloadWindowMs { get; init; } = 5_000;

    /// <summary>How long a message to a peer that is not there, and a candidate without its description, wait. Default 30,000.</summary>
    public int UnknownReceiverMs { get; init; } = 30_000;

    /// <summary>How long after an offer reached its receiver an offer of the receiver still counts as glare. Default 10,000.</summary>
    public int GlareWindowMs { get; init; } = 10_000;

    /// <summary>The longest time that an acknowledgement to a sender is held back to be joined with others. Default 200.</summary>
    public int AckDelayMs { get; init; } = 200;

    /// <summary>The number of resolved messages after which the acknowledgement is not held back. Default 64.</summary>
    public int AckCount { get; init; } = 64;

    /// <summary>Messages of one sender that may be unresolved. Default 1,024.</summary>
    public int UnresolvedMessages { get; init; } = 1_024;

    /// <summary>Bytes of one sender that may be unresolved: payloads, and <see cref="ItemOverheadBytes"/> for each message. Default 1 MiB.</summary>
    public int UnresolvedBytes { get; init; } = 1 << 20;

    /// <summary>Bytes kept for one receiver until it acknowledges or comes back. Default 1 MiB.</summary>
    public int RetainedBytes { get; init; } = 1 << 20;

    /// <summary>The part of <see cref="RetainedBytes"/> that one sender may fill. Default a quarter.</summary>
    public int RetainedBytesPerSender { get; init; } = 1 << 18;

    /// <summary>Peers in a room. Default 500.</summary>
    public int RoomPeers { get; init; } = 500;

    /// <summary>Presence data of a peer. Default 4 KiB.</summary>
    public int DataBytes { get; init; } = 4 << 10;

    /// <summary>One message. Default 64 KiB.</summary>
    public int MessageBytes { get; init; } = 64 << 10;

    /// <summary>Connection labels of one pair. Default 16.</summary>
    public int ConnectionsPerPair { get; init; } = 16;

    /// <summary>Tombstones of kicks that a room remembers; above, the one that ends first goes. Default 1,024.</summary>
    public int TombstonesPerRoom { get; init; } = 1_024;

    /// <summary>How long a gateway of a cluster may be silent before its peers are suspended. Default 10,000.</summary>
    public int GatewayLeaseMs { get; init; } = 10_000;

    /// <summary>What an unresolved message counts for besides its payload, at its sender.</summary>
    public const int ItemOverheadBytes = 128;

    /// <summary>What keeping one message for its receiver costs besides its payload: no less than the memory it takes.</summary>
    public const int KeptOverheadBytes = 384;

    /// <summary>How long to wait before sending again what was refused because too much is unresolved.</summary>
    public const int UnresolvedRetryMs = 1_000;

    /// <summary>Everything that is wrong, each with the name of its setting.</summary>
    public IEnumerable<string> Problems()
    {
        (string Name, long Value, long Min)[] bounds =
        [
            (nameof(ResumeWindowMs), ResumeWindowMs, 1_000),
            (nameof(ReloadWindowMs), ReloadWindowMs, 0),
            (nameof(UnknownReceiverMs), UnknownReceiverMs, 0),
            (nameof(GlareWindowMs), GlareWindowMs, 0),
            (nameof(AckDelayMs), AckDelayMs, 0),
            (nameof(AckCount), AckCount, 1),
            (nameof(UnresolvedMessages), UnresolvedMessages, 32),
            (nameof(UnresolvedBytes), UnresolvedBytes, MessageBytes),
            (nameof(RetainedBytesPerSender), RetainedBytesPerSender, MessageBytes),
            (nameof(RetainedBytes), RetainedBytes, RetainedBytesPerSender),
            (nameof(RoomPeers), RoomPeers, 2),
            (nameof(TombstonesPerRoom), TombstonesPerRoom, 1),
            (nameof(DataBytes), DataBytes, 0),
            (nameof(MessageBytes), MessageBytes, 4 << 10),
            (nameof(ConnectionsPerPair), ConnectionsPerPair, 1),
            (nameof(GatewayLeaseMs), GatewayLeaseMs, 1_000),
        ];
        return bounds.Where(bound => bound.Value < bound.Min).Select(bound => $"Signaling:Limits:{bound.Name} is {bound.Value}; it must be at least {bound.Min}.");
    }
}
