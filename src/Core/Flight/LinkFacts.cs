using Signaling.Core.Codes;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>A timeline read to its end, for the connection that was offered last: where things stand.</summary>
internal sealed class LinkFacts
{
    private readonly SideFacts[] _sides;

    private LinkFacts(PairSight sight, string? label)
    {
        Label = label;
        _sides = [new SideFacts(sight.First), new SideFacts(sight.Second)];
    }

    public string? Label { get; }

    public SideFacts First => _sides[0];

    public SideFacts Second => _sides[1];

    /// <summary>The newest offer that stands.</summary>
    public DescriptionFacts? Offer { get; private set; }

    /// <summary>The answer to it.</summary>
    public DescriptionFacts? Answer { get; private set; }

    /// <summary>When the first offer of this attempt was made.</summary>
    public long BeganAt { get; private set; }

    public long LastAt { get; private set; }

    public bool WasConnected { get; private set; }

    public bool HasCandidates => First.Candidates.Total + Second.Candidates.Total > 0;

    public SideFacts Of(Side side) => _sides[(int)side];

    public SideFacts Other(Side side) => _sides[1 - (int)side];

    public static LinkFacts Of(PairSight sight)
    {
        var last = sight.Entries.LastOrDefault(entry => entry.Kind == FlightKind.Offer || entry.Kind == FlightKind.OfferDelivered);
        var facts = new LinkFacts(sight, last.Label);
        foreach (var entry in sight.Entries)
        {
            var isOfPeers = entry.Kind is FlightKind.Suspended or FlightKind.Resumed or FlightKind.Reset or FlightKind.Left;
            var isOfAny = entry is { Kind: FlightKind.State, Label: null }; // clients need not name the connection
            if (entry.Label == last.Label || isOfPeers || isOfAny) facts.Read(entry);
        }

        return facts;
    }

    private void Read(in FlightEntry entry)
    {
        var side = Of(entry.By);
        LastAt = Math.Max(entry.AtMs, entry.UntilMs);
        switch (entry.Kind)
        {
            case FlightKind.Offer or FlightKind.Answer: Sent(entry, side); break;
            case FlightKind.OfferDelivered or FlightKind.AnswerDelivered: Delivered(entry); break;
            case FlightKind.OfferAcknowledged or FlightKind.AnswerAcknowledged: Acknowledged(entry, side); break;
            case FlightKind.OfferApplied or FlightKind.AnswerApplied: Applied(entry, side); break;
            case FlightKind.OfferNotApplied or FlightKind.AnswerNotApplied: Applied(entry, side); break;
            case FlightKind.Candidates: Count(entry, side); side.IsSeenSending = true; break;
            case FlightKind.CandidatesDelivered: if (!Other(entry.By).IsSeenSending) Count(entry, Other(entry.By)); break;
            case FlightKind.EndOfCandidates: side.HasEnded = true; break;
            case FlightKind.State: Reported(entry, side); break;
            case FlightKind.Undelivered: Lost(entry, side); break;
            case FlightKind.GlareLost: if (Offer is { } offer && offer.By == entry.By) Offer = null; break;
            case FlightKind.Suspended: side.IsSuspended = true; break;
            case FlightKind.Resumed: side.IsSuspended = false; break;
            case FlightKind.Reset: Reset(entry.By); break;
            case FlightKind.Left: side.Gone = entry.Code ?? "left"; break;
        }
    }

    private void Sent(in FlightEntry entry, SideFacts side)
    {
        var made = new DescriptionFacts { By = entry.By, Number = entry.Number, Negotiation = entry.Negotiation, SentAt = entry.AtMs };
        side.IsSeenSending = true;
        if (entry.IsRestart) (side.Candidates, side.HasEnded, side.IsSymmetric, side.LostCandidates) = (default, false, false, null);
        if (entry.Kind == FlightKind.Offer)
        {
            // An offer into a connection that stands is a renegotiation: the attempt began before it.
            if (BeganAt == 0 || entry.IsRestart || First.Gone is not null || Second.Gone is not null) BeganAt = entry.AtMs;
            (First.Gone, Second.Gone) = (null, null);
            (Offer, Answer) = (made, null);
        }
        else if (Offer is not { } offer || entry.Negotiation == 0 || offer.Negotiation == 0 || entry.Negotiation == offer.Negotiation)
        {
            Answer = made;
        }

        Count(entry, side);
    }

    private static void Count(in FlightEntry entry, SideFacts side)
    {
        side.Candidates = side.Candidates.With(entry.Candidates);
        side.IsSymmetric |= entry.IsSymmetric;
    }

    /// <summary>Of a description whose sending was not seen here (its sender is at another gateway) this is the first that is known.</summary>
    private void Delivered(in FlightEntry entry)
    {
        if (Known(entry) is not { } known)
        {
            var by = entry.By == Side.First ? Side.Second : Side.First;
            known = new DescriptionFacts { By = by, Number = entry.Number, Negotiation = entry.Negotiation, SentAt = entry.AtMs };
            if (BeganAt == 0) BeganAt = entry.AtMs;
            if (entry.Kind == FlightKind.OfferDelivered) (Offer, Answer) = (known, null);
            else Answer = known;
        }

        known.DeliveredAt = entry.AtMs;
        known.Negotiation = entry.Negotiation;
    }

    private void Acknowledged(in FlightEntry entry, SideFacts side)
    {
        side.Acknowledges = true;
        if (Known(entry) is { } known) known.AcknowledgedAt = entry.AtMs;
    }

    private void Applied(in FlightEntry entry, SideFacts side)
    {
        side.TellsApplied = true;
        if (Known(entry) is not { } known) return;
        if (entry.Kind is FlightKind.OfferNotApplied or FlightKind.AnswerNotApplied) known.Error = entry.Code ?? ErrorName.Unnamed;
        else known.AppliedAt = entry.AtMs;
    }

    private void Reported(in FlightEntry entry, SideFacts side)
    {
        side.State = entry.State;
        if (entry.State != LinkState.Connected) return;
        WasConnected = true;
        side.ConnectedAt = entry.AtMs;
        if (entry.Local != CandidateType.Unknown) side.Route = entry.Local;
        if (entry.Remote != CandidateType.Unknown && Other(entry.By).Route == CandidateType.Unknown) Other(entry.By).Route = entry.Remote;
    }

    private void Lost(in FlightEntry entry, SideFacts side)
    {
        if (entry.About is FlightKind.Candidates)
        {
            side.LostCandidates = entry.Code;
        }
        else if (entry.Code == Reasons.StaleAnswer.Name)
        {
            if (Answer?.By == entry.By) Answer = null; // there is a newer offer, whose answer is to come
        }
        else if (entry.Code == Reasons.GlareLost.Name)
        {
            if (Offer?.By == entry.By) Offer = null;
        }
        else if (entry.About is null or FlightKind.Offer or FlightKind.Answer)
        {
            var lost = entry.About == FlightKind.Answer || (entry.About is null && Answer?.By == entry.By) ? Answer : Offer;
            if (lost is not null && lost.By == entry.By && (entry.Number == 0 || lost.Number == 0 || lost.Number == entry.Number)) lost.Undelivered = entry.Code;
        }
    }

    /// <summary>Its old page's connection is gone with it.</summary>
    private void Reset(Side side)
    {
        (Offer, Answer, BeganAt, WasConnected) = (null, null, 0, false);
        foreach (var each in _sides) (each.Candidates, each.State, each.ConnectedAt, each.Route, each.HasEnded) = (default, LinkState.None, 0, default, false);
        Of(side).IsSuspended = false;
    }

    /// <summary>The description that an entry of its receiver is about, if it is the one that stands.</summary>
    private DescriptionFacts? Known(in FlightEntry entry)
    {
        var isOffer = entry.Kind is FlightKind.OfferDelivered or FlightKind.OfferAcknowledged or FlightKind.OfferApplied or FlightKind.OfferNotApplied;
        var known = isOffer ? Offer : Answer;
        return known is not null && known.By != entry.By && (known.Number == 0 || entry.Number == 0 || known.Number == entry.Number) ? known : null;
    }
}
