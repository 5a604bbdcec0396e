namespace Signaling.Core.Flight;

/// <summary>A pair's timeline as it was seen at a moment: by one gateway, or by all of a cluster (<see cref="SightMerge"/>).</summary>
/// <param name="First">The peer whose name sorts first.</param>
/// <param name="Second">The other.</param>
/// <param name="AtMs">The moment, by the clock that all its entries follow; milliseconds since 1970.</param>
/// <param name="Entries">What happened, in order.</param>
/// <param name="Dropped">Older entries that had to go.</param>
/// <param name="Skipped">Messages that were not noted because they were too many.</param>
public sealed record PairSight(string First, string Second, long AtMs, IReadOnlyList<FlightEntry> Entries, int Dropped = 0, long Skipped = 0)
{
    public string NameOf(Side side) => side == Side.First ? First : Second;

    /// <summary>
    /// Whether a side's own connection was seen: what it sent or was handed. If not, it is connected elsewhere or was not reached, and what is known of it
    /// the other side was told.
    /// </summary>
    public bool HasSeen(Side side) => Entries.Any(entry => entry.By == side && entry.Kind is FlightKind.Offer or FlightKind.Answer or FlightKind.Candidates
        or FlightKind.OfferDelivered or FlightKind.AnswerDelivered or FlightKind.CandidatesDelivered or FlightKind.State or FlightKind.Undelivered or FlightKind.GlareWon or FlightKind.GlareLost);
}

/// <summary>A pair of a room; the names in their order.</summary>
public readonly record struct PairName(string Room, string First, string Second)
{
    public static PairName Of(string room, string one, string other) =>
        string.CompareOrdinal(one, other) < 0 ? new PairName(room, one, other) : new PairName(room, other, one);
}
