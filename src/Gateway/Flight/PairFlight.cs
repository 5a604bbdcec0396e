using Signaling.Core.Flight;
using Signaling.Core.Negotiation;

namespace Signaling.Gateway.Flight;

/// <summary>A pair as the server API tells it.</summary>
/// <param name="Room">The room.</param>
/// <param name="Peers">The two peers, in the order of their names.</param>
/// <param name="Verdict">How the call set-up stands, and why.</param>
/// <param name="BeganAt">When the first entry was made; milliseconds since 1970.</param>
/// <param name="LastAt">When the last entry was made.</param>
/// <param name="Entries">How many entries there are.</param>
/// <param name="Dropped">Older entries that had to go.</param>
/// <param name="Skipped">Messages that were not noted because they were too many: the verdict may not know all.</param>
/// <param name="Unseen">Peers whose own connection no gateway that answered has seen: they were not reached, or nothing of them is kept. Absent when both were.</param>
/// <param name="Timeline">The entries in order; absent in lists.</param>
/// <param name="Partial">A gateway of the cluster did not answer: what it saw is missing. Absent when all did.</param>
public sealed record PairFlight(
    string Room, IReadOnlyList<string> Peers, FlightVerdict Verdict, long BeganAt, long LastAt, int Entries, int Dropped, long Skipped,
    IReadOnlyList<string>? Unseen, IReadOnlyList<FlightLine>? Timeline, bool? Partial)
{
    internal static PairFlight Of(string room, PairSight sight, bool withTimeline, bool isPartial)
    {
        var entries = sight.Entries;
        var verdict = CallVerdicts.Of(sight);
        var began = entries.Count == 0 ? sight.AtMs : entries[0].AtMs;
        var last = entries.Count == 0 ? sight.AtMs : Math.Max(entries[^1].AtMs, entries[^1].UntilMs);
        return new PairFlight(
            room, [sight.First, sight.Second], new FlightVerdict(FlightWords.Of(verdict.Outcome), verdict.Code, verdict.Sentence, verdict.Connection, verdict.SetUpMs),
            began, last, entries.Count, sight.Dropped, sight.Skipped, NotSeen(sight), withTimeline ? [.. entries.Select(entry => FlightLine.Of(entry, sight, began))] : null,
            isPartial ? true : null);
    }

    private static string[]? NotSeen(PairSight sight)
    {
        string[] unseen = [.. ((Side[])[Side.First, Side.Second]).Where(side => !sight.HasSeen(side)).Select(sight.NameOf)];
        return unseen.Length == 0 ? null : unseen;
    }
}

/// <summary>How a call set-up stands.</summary>
/// <param name="Outcome">nothing, setting-up, stalled, connected, failed or ended.</param>
/// <param name="Code">The finding, for a program.</param>
/// <param name="Sentence">The finding, for a person.</param>
/// <param name="Connection">The label of the connection it is about, where the pair holds several.</param>
/// <param name="SetUpMs">Connected: how long it took from the first offer.</param>
public sealed record FlightVerdict(string Outcome, string Code, string Sentence, string? Connection, long? SetUpMs);

/// <summary>One entry of a timeline. Fields that say nothing are absent.</summary>
public sealed record FlightLine
{
    /// <summary>Milliseconds since 1970.</summary>
    public required long At { get; init; }

    /// <summary>Milliseconds since the first entry.</summary>
    public required long AfterMs { get; init; }

    /// <summary>What happened: offer, answer, candidates, state, undelivered and so on.</summary>
    public required string Event { get; init; }

    /// <summary>The peer that did it, or to which it happened.</summary>
    public required string Peer { get; init; }

    public string? Connection { get; init; }

    /// <summary>The number of its sender.</summary>
    public long? Seq { get; init; }

    /// <summary>The number of the offer in the pair.</summary>
    public long? Negotiation { get; init; }

    /// <summary>ICE starts anew with this description.</summary>
    public bool? Restart { get; init; }

    public FlightCandidates? Candidates { get; init; }

    /// <summary>Several mapped ports of one base were seen: a NAT that maps each destination differently.</summary>
    public bool? SymmetricNat { get; init; }

    /// <summary>Candidates: how long it took until the last of them.</summary>
    public long? DurationMs { get; init; }

    /// <summary>The connection state that the client reported.</summary>
    public string? State { get; init; }

    /// <summary>The type of the peer's own candidate that the connection uses.</summary>
    public string? Local { get; init; }

    /// <summary>The type of the other peer's candidate that the connection uses.</summary>
    public string? Remote { get; init; }

    /// <summary>Undelivered: what it was.</summary>
    public string? About { get; init; }

    /// <summary>The code of what was not delivered or why a peer left, or the name of the error with which a description was not applied.</summary>
    public string? Code { get; init; }

    /// <summary>Addresses of the candidates, where Signaling:Flight:Addresses asks for them.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }

    internal static FlightLine Of(in FlightEntry entry, PairSight sight, long began) => new()
    {
        At = entry.AtMs,
        AfterMs = entry.AtMs - began,
        Event = FlightWords.Of(entry.Kind),
        Peer = sight.NameOf(entry.By),
        Connection = entry.Label,
        Seq = entry.Number == 0 ? null : entry.Number,
        Negotiation = entry.Negotiation == 0 ? null : entry.Negotiation,
        Restart = entry.IsRestart ? true : null,
        Candidates = entry.Candidates.Total == 0 ? null : FlightCandidates.Of(entry.Candidates),
        SymmetricNat = entry.IsSymmetric ? true : null,
        DurationMs = entry.UntilMs > entry.AtMs ? entry.UntilMs - entry.AtMs : null,
        State = entry.State == LinkState.None ? null : FlightWords.Of(entry.State),
        Local = entry.Local == CandidateType.Unknown ? null : FlightWords.Of(entry.Local),
        Remote = entry.Remote == CandidateType.Unknown ? null : FlightWords.Of(entry.Remote),
        About = entry.About is { } about ? FlightWords.Of(about) : null,
        Code = entry.Code,
        Addresses = entry.Addresses,
    };
}

/// <summary>How many candidates of each type; those of unknown type were opaque.</summary>
public sealed record FlightCandidates(int Host, int Srflx, int Prflx, int Relay, int Unknown)
{
    internal static FlightCandidates Of(in CandidateTally tally) => new(tally.Host, tally.Srflx, tally.Prflx, tally.Relay, tally.Unknown);
}
