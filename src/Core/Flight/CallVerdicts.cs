using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>
/// Says in a sentence how a call set-up stands and why: from what was seen until a moment, and nothing else. The first rule that holds decides;
/// they go from what ends a call for sure to what is only slow.
/// </summary>
public static class CallVerdicts
{
    /// <summary>How long one step of signaling may take before its silence is told as a fault.</summary>
    public const int StepMs = 3_000;

    /// <summary>How long ICE may take after the answer.</summary>
    public const int ConnectMs = 15_000;

    public static CallVerdict Of(PairSight sight)
    {
        var (facts, now) = (LinkFacts.Of(sight), sight.AtMs);
        var verdict = Gone(facts) ?? Refused(facts) ?? Connected(facts) ?? Broken(facts) ?? Signaling(facts, now) ?? Connecting(facts, now);
        return verdict with { Connection = facts.Label };
    }

    private static CallVerdict? Gone(LinkFacts facts)
    {
        foreach (var side in (SideFacts[])[facts.First, facts.Second])
        {
            if (side.Gone is not { } why) continue;
            return facts.WasConnected
                ? new(CallOutcome.Ended, "ended", $"They were connected; then {side.Name} was gone: {why}.")
                : new(CallOutcome.Ended, "peer-gone", $"{side.Name} was gone before they were connected: {why}.");
        }

        if (facts.First.State == LinkState.Closed || facts.Second.State == LinkState.Closed)
        {
            var closer = facts.First.State == LinkState.Closed ? facts.First : facts.Second;
            return facts.WasConnected
                ? new(CallOutcome.Ended, "ended", $"They were connected; then {closer.Name} closed the connection.")
                : new(CallOutcome.Ended, "closed", $"{closer.Name} closed the connection before it was connected.");
        }

        return null;
    }

    /// <summary>A description that was not applied, or did not arrive. Neither mends itself.</summary>
    private static CallVerdict? Refused(LinkFacts facts)
    {
        var refused = NotTaken(facts, facts.Answer, "answer") ?? NotTaken(facts, facts.Offer, "offer");
        var stands = Connected(facts) is { Outcome: CallOutcome.Connected };
        return refused is not null && stands ? refused with { Outcome = CallOutcome.Stalled, Sentence = $"The connection stands, but not as it should: {refused.Sentence}" } : refused;
    }

    private static CallVerdict? NotTaken(LinkFacts facts, DescriptionFacts? description, string what)
    {
        if (description is null) return null;
        var receiver = facts.Other(description.By).Name;
        if (description.Error is { } error)
            return new(CallOutcome.Failed, $"{what}-not-applied", $"{description.Say(what)} was never applied at {receiver}: {error}.");
        if (description.Undelivered is { } code && description.AppliedAt == 0)
            return new(CallOutcome.Failed, $"{what}-undelivered", $"{description.Say(what)} never reached {receiver}: {code}.");
        return null;
    }

    private static CallVerdict? Connected(LinkFacts facts)
    {
        var (a, b) = (facts.First, facts.Second);
        if (a.State == LinkState.Failed || b.State == LinkState.Failed) return null;
        if (a.State != LinkState.Connected && b.State != LinkState.Connected) return null;
        var lost = a.State == LinkState.Disconnected ? a : b.State == LinkState.Disconnected ? b : null;
        if (lost is not null) return new(CallOutcome.Stalled, "disconnected", $"{lost.Name} hears nothing of the other at the moment; it may come back, or fail.");
        var at = Math.Max(a.ConnectedAt, b.ConnectedAt);
        var after = facts.BeganAt > 0 && at >= facts.BeganAt ? $" {Seconds(at - facts.BeganAt)} after the first offer" : "";
        var how = a.Route != b.Route ? $", {a.Name} {Route(a)} and {b.Name} {Route(b)}" : a.Route == CandidateType.Unknown ? "" : $", both {Route(a)}";
        return new(CallOutcome.Connected, "connected", $"Connected{after}{how}.") { SetUpMs = after.Length > 0 ? at - facts.BeganAt : null };
    }

    private static string Route(SideFacts side) => side.Route switch
    {
        CandidateType.Relay => "through a relay",
        CandidateType.Host => "directly",
        CandidateType.Srflx or CandidateType.Prflx => "through a NAT",
        _ => "on an unknown way",
    };

    private static CallVerdict? Broken(LinkFacts facts)
    {
        var (a, b) = (facts.First, facts.Second);
        var isBroken = a.State == LinkState.Failed || b.State == LinkState.Failed;
        if (!isBroken) return null;
        if (a.State == LinkState.Connected || b.State == LinkState.Connected)
        {
            var (sees, fails) = a.State == LinkState.Failed ? (b, a) : (a, b);
            return new(CallOutcome.Failed, "one-sided", $"{fails.Name} says that the connection failed, {sees.Name} that it stands: what {sees.Name} sends is lost on the way, or {fails.Name} went to sleep.");
        }

        return CandidateFindings.Of(facts) is { } why
            ? new(CallOutcome.Failed, why.Code, why.Sentence)
            : facts.WasConnected
                ? new(CallOutcome.Failed, "lost", "They were connected and lost each other: a network went away, and no restart has brought it back.")
                : new(CallOutcome.Failed, "checks-failed", $"No pair of candidates could reach the other: {Tallies(facts)}. A firewall between them drops the packets.");
    }

    /// <summary>The steps before ICE can begin.</summary>
    private static CallVerdict? Signaling(LinkFacts facts, long now)
    {
        if (facts.Offer is not { } offer)
        {
            return facts.HasCandidates
                ? new(CallOutcome.Stalled, "no-offer", "Candidates came, but no offer that stands.")
                : new(CallOutcome.Nothing, "no-offer", "Nobody has offered yet.");
        }

        if (facts.Answer is { } answer) return Waits(facts, answer, "answer", now);
        if (Waits(facts, offer, "offer", now) is { } waits) return waits;
        var answerer = facts.Other(offer.By);
        var since = Math.Max(offer.SentAt, Math.Max(offer.DeliveredAt, Math.Max(offer.AcknowledgedAt, offer.AppliedAt)));
        if (now - since <= StepMs) return new(CallOutcome.SettingUp, "answer-awaited", $"{answerer.Name} has the offer; its answer is awaited.");
        if (answerer.IsSuspended) return Away(answerer, "its answer is awaited");
        return new(CallOutcome.Stalled, "not-answered", $"{answerer.Name} has had {offer.Say("offer").ToLowerInvariant()} for {Seconds(now - since)} and has not answered.");
    }

    /// <summary>A description that is on its way, or there and not applied.</summary>
    private static CallVerdict? Waits(LinkFacts facts, DescriptionFacts description, string what, long now)
    {
        var receiver = facts.Other(description.By);
        var age = now - description.SentAt;
        if (!description.Arrived)
        {
            if (receiver.IsSuspended) return Away(receiver, $"the {what} waits for it");
            return age <= StepMs
                ? new(CallOutcome.SettingUp, $"{what}-on-its-way", $"{description.Say(what)} is on its way to {receiver.Name}.")
                : new(CallOutcome.Stalled, $"{what}-not-delivered", $"{description.Say(what)} has not reached {receiver.Name} for {Seconds(age)}: it has not joined, or is away.");
        }

        if (description.AppliedAt != 0) return null;
        if (receiver.Acknowledges && description.AcknowledgedAt == 0 && now - description.DeliveredAt > StepMs)
            return new(CallOutcome.Stalled, $"{what}-not-acknowledged", $"{description.Say(what)} was handed to {receiver.Name} {Seconds(now - description.DeliveredAt)} ago, which has not confirmed it: its connection may be dead.");
        if (receiver.TellsApplied && now - Math.Max(description.DeliveredAt, description.AcknowledgedAt) > StepMs && receiver.State is LinkState.None or LinkState.New)
            return new(CallOutcome.Stalled, $"{what}-never-applied", $"{description.Say(what)} is at {receiver.Name}, which has not said that it applied it.");
        return null;
    }

    private static CallVerdict Away(SideFacts side, string what) =>
        new(CallOutcome.Stalled, "peer-away", $"{side.Name} has lost its signaling connection; {what}.");

    /// <summary>Both descriptions are there: ICE is at work, or nobody tells.</summary>
    private static CallVerdict Connecting(LinkFacts facts, long now)
    {
        var answered = facts.Answer!;
        var since = now - Math.Max(answered.SentAt, Math.Max(answered.DeliveredAt, answered.AppliedAt));
        if (facts.First.State == LinkState.None && facts.Second.State == LinkState.None)
        {
            return new(CallOutcome.SettingUp, "signaling-done", $"Offer and answer are through, candidates too: {Tallies(facts)}. Neither client reports the state of its connection.");
        }

        if (since <= ConnectMs) return new(CallOutcome.SettingUp, "connecting", $"Connecting for {Seconds(since)}: {Tallies(facts)}.");
        var why = CandidateFindings.Of(facts);
        return new(CallOutcome.Stalled, why?.Code ?? "connecting-long", why?.Sentence ?? $"Still connecting after {Seconds(since)}: {Tallies(facts)}.");
    }

    private static string Tallies(LinkFacts facts) => $"{facts.First.Name} {facts.First.Candidates}; {facts.Second.Name} {facts.Second.Candidates}";

    private static string Seconds(long ms) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{ms / 1_000.0:0.0} s");
}
