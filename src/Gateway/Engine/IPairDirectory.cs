using Signaling.Core.Flight;

namespace Signaling.Gateway.Engine;

/// <summary>Pairs' timelines as all gateways saw them, for those who operate the server. In a cluster the two peers of a pair may be at two.</summary>
public interface IPairDirectory
{
    /// <summary>The newest pairs, newest first.</summary>
    /// <param name="room">Those of a room; null for all.</param>
    /// <param name="peerId">Those of a peer; null for all.</param>
    /// <param name="max">How many at most.</param>
    ValueTask<PairsFound> ListAsync(string? room, string? peerId, int max);

    /// <summary>One pair; none when it is not known.</summary>
    ValueTask<PairsFound> FindAsync(PairName name);
}

/// <summary>What one gateway has seen of pairs.</summary>
public interface IPairSource
{
    /// <summary>The newest pairs, newest first; of a room or a peer where they are named.</summary>
    IReadOnlyList<PairMention> Newest(string? room, string? peerId, int max);

    /// <summary>One pair; null when it is not known.</summary>
    PairSight? Sight(in PairName name);
}

/// <summary>A pair that something happened to.</summary>
/// <param name="Name">Which.</param>
/// <param name="LastAt">When it last did; milliseconds since 1970.</param>
public readonly record struct PairMention(PairName Name, long LastAt);

/// <summary>Pairs, and whether every gateway has said what it saw of them.</summary>
/// <param name="Pairs">The pairs.</param>
/// <param name="IsPartial">A gateway did not answer: what it saw is missing.</param>
public sealed record PairsFound(IReadOnlyList<(string Room, PairSight Sight)> Pairs, bool IsPartial);
