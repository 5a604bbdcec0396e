using System.Runtime.InteropServices;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>Looking back in the timeline, and into payloads.</summary>
public sealed partial class PairTimeline
{
    /// <summary>
    /// Whether a side's own connection was seen here: what it sent or was handed. If not, it is connected elsewhere or was not reached, and what is known of it
    /// the other side was told.
    /// </summary>
    public bool HasSeen(Side side) => _entries.Exists(entry => entry.By == side && entry.Kind is FlightKind.Offer or FlightKind.Answer or FlightKind.Candidates
        or FlightKind.OfferDelivered or FlightKind.AnswerDelivered or FlightKind.CandidatesDelivered or FlightKind.State or FlightKind.Undelivered or FlightKind.GlareWon or FlightKind.GlareLost);

    private void Handed(FlightKind kind, FlightKind sent, Side to, in Signal signal, long now)
    {
        if (Has(kind, to, signal.Number)) return;
        NameSent(sent, Other(to), signal);
        Add(new FlightEntry { AtMs = now, Kind = kind, By = to, Label = signal.Connection, Number = signal.Number, Negotiation = signal.Negotiation });
    }

    /// <summary>What was sent gets the numbers that the server gave it. Where its sending was not seen here, it is noted now.</summary>
    private void NameSent(FlightKind sent, Side sender, in Signal signal)
    {
        for (var i = _entries.Count - 1; i >= 0; i--)
        {
            ref var entry = ref CollectionsMarshal.AsSpan(_entries)[i];
            if (entry.Kind != sent || entry.By != sender || entry.Label != signal.Connection) continue;
            if (entry.Number != 0 && entry.Number != signal.Number) continue;
            entry = entry with { Number = signal.Number, Negotiation = signal.Negotiation };
            return;
        }
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

    private FlightEntry Newest(Side sender, string? label) =>
        Position(entry => entry.Kind is FlightKind.Offer or FlightKind.Answer && entry.By == sender && entry.Label == label) is { } at ? _entries[at] : default;

    private bool Has(FlightKind kind, Side by, long number) =>
        number != 0 && Position(entry => entry.Kind == kind && entry.By == by && entry.Number == number) is { } at && !IsResetSince(at, by);

    /// <summary>Numbers of an earlier page say nothing.</summary>
    private bool IsResetSince(int at, Side by) => _entries.FindIndex(at, entry => entry.Kind == FlightKind.Reset && entry.By != by) >= 0;

    private bool LastIs(FlightKind kind, Side by) => _entries.Count > 0 && _entries[^1].Kind == kind && _entries[^1].By == by;

    private int? Position(Predicate<FlightEntry> isIt) => _entries.FindLastIndex(isIt) is >= 0 and var at ? at : null;
}
