namespace Signaling.Core.Flight;

/// <summary>
/// One timeline out of those that several gateways have of a pair. Each gateway's own order stays; between two, a cause comes before its effect, and
/// all else goes by time. Their clocks are set to each other where what passed between them shows that they differ.
/// </summary>
public static class SightMerge
{
    /// <param name="sights">Of one pair, one at least; the clock of the first is the one that holds.</param>
    public static PairSight Of(IReadOnlyList<PairSight> sights) => sights.Aggregate(Of);

    private static PairSight Of(PairSight ours, PairSight theirs)
    {
        var (ourCauses, theirCauses) = (new SightCauses(ours, theirs), new SightCauses(theirs, ours));
        int[] before = [.. Enumerable.Range(0, ours.Entries.Count).Select(ourCauses.Of)];
        int[] beforeTheirs = [.. Enumerable.Range(0, theirs.Entries.Count).Select(theirCauses.Of)];
        var ahead = Ahead(
            Enumerable.Range(0, before.Length).Where(i => ourCauses.TellsTime(before[i])).Select(i => theirs.Entries[before[i]].AtMs - ours.Entries[i].AtMs),
            Enumerable.Range(0, beforeTheirs.Length).Where(i => theirCauses.TellsTime(beforeTheirs[i])).Select(i => theirs.Entries[i].AtMs - ours.Entries[beforeTheirs[i]].AtMs));
        var merged = new Merged();
        var (i, j) = (0, 0);
        while (i < ours.Entries.Count || j < theirs.Entries.Count)
        {
            if (IsOursNext(i, j)) merged.Add(ours.Entries[i++], 0, isOurs: true);
            else merged.Add(theirs.Entries[j++], ahead, isOurs: false);
        }

        return ours with { Entries = merged.Entries, Dropped = ours.Dropped + theirs.Dropped, Skipped = ours.Skipped + theirs.Skipped };

        bool IsOursNext(int at, int atTheirs)
        {
            if (at == ours.Entries.Count || atTheirs == theirs.Entries.Count) return at < ours.Entries.Count;
            var (waits, theyWait) = (before[at] >= atTheirs, beforeTheirs[atTheirs] >= at);
            return waits == theyWait ? ours.Entries[at].AtMs <= theirs.Entries[atTheirs].AtMs - ahead : theyWait;
        }
    }

    /// <summary>
    /// How far their clock is before ours. What came to us from them shows how far at least, what came to them from us how far at most: the message that
    /// was quickest tells most. No more is set right than has to be; between two bounds the middle is taken, as if both ways took as long.
    /// </summary>
    private static long Ahead(IEnumerable<long> least, IEnumerable<long> most)
    {
        var (low, high) = (least.Cast<long?>().Max(), most.Cast<long?>().Min());
        if (low is null or <= 0 && high is null or >= 0) return 0;
        return low is { } from && high is { } to ? from + ((to - from) / 2) : low ?? high!.Value;
    }

    /// <summary>The timeline as it grows: nothing stands in it twice because two gateways saw it.</summary>
    private sealed class Merged
    {
        private readonly List<bool> _areOurs = [];

        public List<FlightEntry> Entries { get; } = [];

        public void Add(FlightEntry entry, long ahead, bool isOurs)
        {
            if (IsThere(entry, isOurs)) return;
            var at = Math.Max(entry.AtMs - ahead, Entries.Count == 0 ? long.MinValue : Entries[^1].AtMs);
            entry = entry with { AtMs = at, UntilMs = entry.UntilMs == 0 ? 0 : Math.Max(entry.UntilMs - ahead, at) };
            if (entry.Kind is FlightKind.OfferDelivered or FlightKind.AnswerDelivered) Numbering.Name(Entries, entry);
            Entries.Add(Numbering.Negotiated(Entries, entry));
            _areOurs.Add(isOurs);
        }

        private bool IsThere(FlightEntry entry, bool isOurs)
        {
            switch (entry.Kind)
            {
                case FlightKind.Suspended or FlightKind.Resumed or FlightKind.Left:
                    return Entries.Count > 0 && Entries[^1].Kind == entry.Kind && Entries[^1].By == entry.By;
                case FlightKind.Reset:
                    return entry.Page == 0 ? Entries.Count > 0 && Entries[^1].Kind == entry.Kind && Entries[^1].By == entry.By : Has(each => each.Page == entry.Page);
                case FlightKind.State or FlightKind.Undelivered or FlightKind.GlareWon or FlightKind.GlareLost:
                    return false; // told to one side, where it was connected then
                case FlightKind.Candidates or FlightKind.CandidatesDelivered:
                    return entry.Number != 0 && Has(each => each.Page == entry.Page && each.Number <= entry.Number && entry.NumberTo <= each.NumberTo);
                default:
                    return entry.Number != 0 && Has(each => each.Page == entry.Page && each.Number == entry.Number);
            }

            bool Has(Func<FlightEntry, bool> isSame)
            {
                for (var i = 0; i < Entries.Count; i++)
                {
                    if (_areOurs[i] != isOurs && Entries[i].Kind == entry.Kind && Entries[i].By == entry.By && isSame(Entries[i])) return true;
                }

                return false;
            }
        }
    }
}
