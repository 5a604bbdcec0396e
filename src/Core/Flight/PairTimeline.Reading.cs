using System.Runtime.InteropServices;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>Looking back in the timeline, and into payloads.</summary>
public sealed partial class PairTimeline
{
    private void Handed(FlightKind kind, Side to, in Signal signal, long now)
    {
        if (Has(kind, to, signal.Number)) return;
        var handed = new FlightEntry
        {
            AtMs = now, Kind = kind, By = to, Label = signal.Connection, Number = signal.Number, Page = _tracks[(int)Other(to)].Page, Negotiation = signal.Negotiation,
        };
        Numbering.Name(_entries, handed);
        Add(handed);
    }

    private (CandidateTally Tally, IReadOnlyList<string>? Addresses) Count(LinkTrack link, ReadOnlySpan<byte> payload, bool isCandidate)
    {
        var whole = payload;
        var tally = default(CandidateTally);
        List<string>? addresses = null;
        while (CandidateLine.TryNext(ref payload, out var line))
        {
            tally = tally.With(line.Type);
            if (line.Type == CandidateType.Srflx) link.Ports.Add(isCandidate ? CandidateScan.Read(whole).Media : 0, line.Component, line.RelatedPort, line.Port);
            if (!keepsAddresses || addresses?.Count >= AddressesMax) continue;
            var text = $"{Text(line.Transport)} {Text(line.Address)} {Text(line.Port)} {line.Type.ToString().ToLowerInvariant()}";
            (addresses ??= []).Add(text);
            _textBytes += 2 * text.Length;
        }

        return (tally, addresses);
    }

    private static string Text(ReadOnlySpan<byte> word) => System.Text.Encoding.UTF8.GetString(word[..Math.Min(word.Length, Name.BytesMax)]);

    private int? Find(Side sender, long number) =>
        number == 0 ? null : Position(entry => entry.Kind is FlightKind.Offer or FlightKind.Answer && entry.By == sender && entry.Number == number);

    private int? FindCandidates(Side sender, long number) =>
        number == 0 ? null : Position(entry => entry.Kind is FlightKind.Candidates or FlightKind.EndOfCandidates && entry.By == sender
            && entry.Number <= number && number <= Math.Max(entry.Number, entry.NumberTo));

    /// <summary>Nothing but candidates has happened since: one more belongs to that line.</summary>
    private int? FindOpen(FlightKind kind, Side by, string? label)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            ref readonly var entry = ref CollectionsMarshal.AsSpan(_entries)[i];
            if (entry.Kind == kind && entry.By == by && entry.Label == label) return i;
            if (entry.Kind is not (FlightKind.Candidates or FlightKind.CandidatesDelivered)) return null;
        }

        return null;
    }

    /// <summary>The description of a side's that has this number, or the newest there is; its sender may be at another gateway, and only its delivery known.</summary>
    private FlightEntry Described(Side sender, long number, string? label)
    {
        bool IsDescription(FlightEntry entry) => entry.By == sender
            ? entry.Kind is FlightKind.Offer or FlightKind.Answer
            : entry.Kind is FlightKind.OfferDelivered or FlightKind.AnswerDelivered;
        var at = number == 0 ? null : Position(entry => IsDescription(entry) && entry.Number == number);
        at ??= Position(entry => IsDescription(entry) && entry.Label == label);
        return at is { } found ? _entries[found] : default;
    }

    private bool Has(FlightKind kind, Side by, long number) =>
        number != 0 && Position(entry => entry.Kind == kind && entry.By == by && entry.Number == number) is { } at && !IsResetSince(at, by);

    /// <summary>Numbers of an earlier page say nothing.</summary>
    private bool IsResetSince(int at, Side by) => _entries.FindIndex(at, entry => entry.Kind == FlightKind.Reset && entry.By != by) >= 0;

    private bool LastIs(FlightKind kind, Side by) => _entries.Count > 0 && _entries[^1].Kind == kind && _entries[^1].By == by;

    private int? Position(Predicate<FlightEntry> isIt) => _entries.FindLastIndex(isIt) is >= 0 and var at ? at : null;
}
