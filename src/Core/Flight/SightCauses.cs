namespace Signaling.Core.Flight;

/// <summary>
/// What in one sight must have come before an entry of another: a message is taken before it is delivered, delivered before that is confirmed, and
/// applied before that is told; a page begins before it speaks.
/// </summary>
/// <param name="sight">The sight whose entries have causes.</param>
/// <param name="other">The sight where they are looked for.</param>
internal sealed class SightCauses(PairSight sight, PairSight other)
{
    /// <summary>Where in the other sight the cause of an entry stands; -1: nowhere, or it stands beside it.</summary>
    public int Of(int at)
    {
        var entry = sight.Entries[at];
        if (CauseIn(sight, at) >= 0) return -1;
        return CauseIn(other, at) is >= 0 and var cause && !IsDoneAgain(other.Entries[cause].By, at) ? cause : BeginOf(entry, at);
    }

    /// <summary>Whether the times of a cause and its effect tell of the clocks.</summary>
    public bool TellsTime(int cause) => cause >= 0 && other.Entries[cause].Kind != FlightKind.Reset;

    private int CauseIn(PairSight where, int at)
    {
        var entry = sight.Entries[at];
        return entry.Kind switch
        {
            FlightKind.OfferDelivered => Sent(where, at, FlightKind.Offer),
            FlightKind.AnswerDelivered => Sent(where, at, FlightKind.Answer),
            FlightKind.CandidatesDelivered => Find(where, each => IsOf(each, FlightKind.Candidates, OtherOf(entry.By), entry) && each.Number <= entry.Number && entry.Number <= each.NumberTo),
            FlightKind.OfferAcknowledged => Find(where, each => IsOf(each, FlightKind.OfferDelivered, entry.By, entry) && each.Number == entry.Number),
            FlightKind.AnswerAcknowledged => Find(where, each => IsOf(each, FlightKind.AnswerDelivered, entry.By, entry) && each.Number == entry.Number),
            FlightKind.OfferApplied or FlightKind.AnswerApplied or FlightKind.OfferNotApplied or FlightKind.AnswerNotApplied when where != sight && !sight.HasSeen(entry.By) =>
                Find(where, each => IsOf(each, entry.Kind, entry.By, entry) && each.Number == entry.Number),
            _ => -1,
        };
    }

    /// <summary>By its number; where its sender has none, the n-th that was delivered was not sent before the n-th that was sent.</summary>
    private int Sent(PairSight where, int at, FlightKind kind)
    {
        var entry = sight.Entries[at];
        if (Find(where, each => IsOf(each, kind, OtherOf(entry.By), entry) && each.Number == entry.Number) is >= 0 and var numbered) return numbered;
        if (where.Dropped + sight.Dropped > 0) return -1;
        var nth = sight.Entries.Take(at).Count(each => each.Kind == entry.Kind && each.By == entry.By && each.Page == entry.Page && each.Label == entry.Label);
        return Find(where, each => IsOf(each, kind, OtherOf(entry.By), entry) && each.Label == entry.Label && each.Number is 0 && nth-- == 0);
    }

    /// <summary>Where the other sight has the beginning of a page that speaks here, and this one has not.</summary>
    private int BeginOf(FlightEntry entry, int at)
    {
        if (entry.Page == 0 || entry.Kind is not (FlightKind.Offer or FlightKind.Answer or FlightKind.Candidates or FlightKind.EndOfCandidates)) return -1;
        bool Begins(FlightEntry each) => each.Kind == FlightKind.Reset && each.By == entry.By && each.Page == entry.Page;
        return sight.Entries.Take(at).Any(Begins) ? -1 : Find(other, Begins);
    }

    /// <summary>Who resumed after that may have sent it, or had it, for the second time there: it may be later than what it caused here.</summary>
    private bool IsDoneAgain(Side by, int at) => sight.Entries.Skip(at + 1).Any(each => each.Kind == FlightKind.Resumed && each.By == by);

    private static bool IsOf(in FlightEntry each, FlightKind kind, Side by, in FlightEntry entry) => each.Kind == kind && each.By == by && each.Page == entry.Page;

    private static int Find(PairSight where, Func<FlightEntry, bool> isIt)
    {
        for (var i = 0; i < where.Entries.Count; i++)
        {
            if (isIt(where.Entries[i])) return i;
        }

        return -1;
    }

    private static Side OtherOf(Side side) => side == Side.First ? Side.Second : Side.First;
}
