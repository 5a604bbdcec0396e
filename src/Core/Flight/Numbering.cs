using System.Runtime.InteropServices;

namespace Signaling.Core.Flight;

/// <summary>Gives what was sent the numbers that the server gave it, which its delivery tells. Where its sending was not seen, there is nothing to name.</summary>
internal static class Numbering
{
    public static void Name(List<FlightEntry> entries, in FlightEntry delivered)
    {
        var sent = delivered.Kind == FlightKind.OfferDelivered ? FlightKind.Offer : FlightKind.Answer;
        for (var i = entries.Count - 1; i >= 0; i--)
        {
            ref var entry = ref CollectionsMarshal.AsSpan(entries)[i];
            if (entry.Kind != sent || entry.By == delivered.By || entry.Label != delivered.Label) continue;
            if (entry.Number != 0 && entry.Number != delivered.Number) continue;
            entry = entry with { Number = delivered.Number, Negotiation = delivered.Negotiation };
            return;
        }
    }

    /// <summary>An entry about a description, with the negotiation that the description got; its gateway may not have been told of it.</summary>
    public static FlightEntry Negotiated(List<FlightEntry> entries, in FlightEntry entry)
    {
        if (entry.Negotiation != 0 || entry.Number == 0 || entry.Kind is FlightKind.Offer or FlightKind.Answer or FlightKind.Candidates or FlightKind.CandidatesDelivered or FlightKind.EndOfCandidates) return entry;
        var author = entry.Kind == FlightKind.Undelivered ? entry.By : entry.By == Side.First ? Side.Second : Side.First;
        var (page, number) = (entry.Page, entry.Number);
        var about = entries.FindLast(each => each.Kind is FlightKind.Offer or FlightKind.Answer && each.By == author && each.Page == page && each.Number == number);
        return entry with { Negotiation = about.Negotiation };
    }
}
