using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>
/// What happened between two peers, in the order it was seen: a bounded list, the oldest goes first. Repeats are not noted twice, and
/// candidates that follow each other share a line. It reads types out of candidates and keeps no addresses unless asked.
/// </summary>
/// <param name="first">The peer whose name sorts first.</param>
/// <param name="second">The other.</param>
/// <param name="entriesMax">How many entries are kept.</param>
/// <param name="keepsAddresses">Whether candidates' addresses are kept.</param>
public sealed partial class PairTimeline(string first, string second, int entriesMax, bool keepsAddresses = false)
{
    private const int LabelsMax = 16;
    private const int AddressesMax = 16;
    private const int FixedBytes = 600;

    private readonly List<FlightEntry> _entries = [];
    private readonly PageTrack[] _tracks = [new(), new()];
    private int _textBytes;

    public string First => first;

    public string Second => second;

    public IReadOnlyList<FlightEntry> Entries => _entries;

    /// <summary>As it is now, for somebody to read while it goes on.</summary>
    public PairSight Sight(long now, long skipped = 0) => new(first, second, now, [.. _entries], Dropped, skipped);

    /// <summary>Older entries that had to go.</summary>
    public int Dropped { get; private set; }

    /// <summary>About what it costs to keep this.</summary>
    public int Bytes => FixedBytes + (2 * (first.Length + second.Length)) + (_entries.Capacity * FlightEntry.Bytes) + _textBytes;

    /// <summary>A page of a side speaks or is spoken to. A new one starts its numbers anew.</summary>
    public void Page(Side side, string instance, long now)
    {
        var track = _tracks[(int)side];
        if (track.Instance == instance) return;
        var isReset = track.Instance is not null;
        track.Begin(instance);
        if (isReset && !LastIs(FlightKind.Reset, side)) Add(new FlightEntry { AtMs = now, Kind = FlightKind.Reset, By = side, Page = track.Page });
    }

    /// <summary>A side sends the other a description, a candidate or a receipt, and the server took it.</summary>
    public void Sent(Side by, in Signal signal, long now)
    {
        switch (signal.Kind)
        {
            case SignalKind.Offer: Describe(FlightKind.Offer, by, signal, now); break;
            case SignalKind.Answer: Describe(FlightKind.Answer, by, signal, now); break;
            case SignalKind.Candidate: Candidate(FlightKind.Candidates, by, signal, now); break;
            case SignalKind.Applied: Applied(by, signal, now); break;
        }
    }

    /// <summary>What the other side sent is handed to this side's socket.</summary>
    public void Delivered(Side to, in Signal signal, long now)
    {
        switch (signal.Kind)
        {
            case SignalKind.Offer: Handed(FlightKind.OfferDelivered, to, signal, now); break;
            case SignalKind.Answer: Handed(FlightKind.AnswerDelivered, to, signal, now); break;
            case SignalKind.Candidate: Candidate(FlightKind.CandidatesDelivered, to, signal, now); break;
            case SignalKind.Applied: Applied(Other(to), signal, now); break;
        }
    }

    /// <summary>The other side confirmed that it has a description of this sender.</summary>
    public void Acknowledged(Side sender, long number, long now)
    {
        if (Find(sender, number) is not { } at) return;
        var entry = _entries[at];
        var kind = entry.Kind == FlightKind.Offer ? FlightKind.OfferAcknowledged : FlightKind.AnswerAcknowledged;
        if (Has(kind, Other(sender), number)) return;
        Add(new FlightEntry { AtMs = now, Kind = kind, By = Other(sender), Label = entry.Label, Number = number, Page = entry.Page, Negotiation = entry.Negotiation });
    }

    /// <summary>The sender was told that something did not reach the other side. False when it was nothing of a call.</summary>
    public bool Undelivered(Side sender, long number, Code code, long now)
    {
        var at = Find(sender, number) ?? FindCandidates(sender, number);
        if (number != 0 && at is null) return false;
        var about = at is { } i ? _entries[i] : default;
        FlightKind? kind = at is null ? null : about.Kind;
        if (_entries.Count > 0 && _entries[^1] is { Kind: FlightKind.Undelivered } last && last.By == sender && last.About == kind && last.Code == code.Name
            && (kind == FlightKind.Candidates || last.Number == number)) return true;
        Add(new FlightEntry
        {
            AtMs = now, Kind = FlightKind.Undelivered, By = sender, Label = about.Label, Number = number, Page = about.Page, Negotiation = about.Negotiation, About = kind, Code = code.Name,
        });
        return true;
    }

    public void Glare(Side by, string? label, long negotiation, bool won, long now) =>
        Add(new FlightEntry { AtMs = now, Kind = won ? FlightKind.GlareWon : FlightKind.GlareLost, By = by, Label = label, Negotiation = negotiation });

    /// <summary>A side reports the state of its connection; and, when connected, over which candidates.</summary>
    public void State(Side by, string? label, LinkState state, CandidateType local, CandidateType remote, long now)
    {
        if (Position(entry => entry.Kind == FlightKind.State && entry.By == by && entry.Label == label) is { } at && _entries[at].State == state && local != CandidateType.Unknown)
        {
            _entries[at] = _entries[at] with { Local = local, Remote = remote }; // it says more of the same
            return;
        }

        Add(new FlightEntry { AtMs = now, Kind = FlightKind.State, By = by, Label = label, State = state, Local = local, Remote = remote });
    }

    /// <summary>A side is suspended, resumed, or left.</summary>
    public void Presence(FlightKind kind, Side who, string? code, long now)
    {
        if (!LastIs(kind, who)) Add(new FlightEntry { AtMs = now, Kind = kind, By = who, Code = code });
    }

    private static Side Other(Side side) => side == Side.First ? Side.Second : Side.First;

    private void Describe(FlightKind kind, Side by, in Signal signal, long now)
    {
        var track = _tracks[(int)by];
        if (track.IsRepeat(signal.Number)) return;
        var ufrag = SdpScan.Ufrags(signal.Payload.Span).First;
        var link = track.Link(signal.Connection, LabelsMax);
        var isRestart = link.Begin(ufrag);
        var (tally, addresses) = Count(link, signal.Payload.Span, isCandidate: false);
        Add(new FlightEntry
        {
            AtMs = now, Kind = kind, By = by, Label = signal.Connection, Number = signal.Number, Page = track.Page, Negotiation = signal.Negotiation, IsRestart = isRestart,
            Candidates = tally, Addresses = addresses, IsSymmetric = link.Ports.IsSymmetric,
        });
    }

    private void Candidate(FlightKind kind, Side by, in Signal signal, long now)
    {
        var sender = kind == FlightKind.Candidates ? by : Other(by);
        var track = _tracks[(int)sender];
        if (kind == FlightKind.Candidates ? track.IsRepeat(signal.Number) : track.IsDelivered(signal.Number)) return;
        if (!CandidateLine.IsIn(signal.Payload.Span) && CandidateScan.Read(signal.Payload.Span).IsEnd)
        {
            var isNew = kind == FlightKind.Candidates && !LastIs(FlightKind.EndOfCandidates, by);
            if (isNew) Add(new FlightEntry { AtMs = now, Kind = FlightKind.EndOfCandidates, By = by, Label = signal.Connection, Number = signal.Number, Page = track.Page });
            return;
        }

        var link = track.Link(signal.Connection, LabelsMax);
        var (tally, addresses) = Count(link, signal.Payload.Span, isCandidate: true);
        if (tally.Total == 0) tally = tally.With(CandidateType.Unknown);
        if (FindOpen(kind, by, signal.Connection) is { } at)
        {
            var open = _entries[at];
            addresses = open.Addresses is null ? addresses : [.. open.Addresses.Concat(addresses ?? []).Take(AddressesMax)];
            _entries[at] = open with
            {
                UntilMs = now, NumberTo = Math.Max(open.NumberTo, signal.Number), Candidates = open.Candidates.With(tally), Addresses = addresses, IsSymmetric = link.Ports.IsSymmetric,
            };
            return;
        }

        Add(new FlightEntry
        {
            AtMs = now, UntilMs = now, Kind = kind, By = by, Label = signal.Connection, Number = signal.Number, NumberTo = signal.Number, Page = track.Page,
            Candidates = tally, Addresses = addresses, IsSymmetric = link.Ports.IsSymmetric,
        });
    }

    private void Applied(Side by, in Signal receipt, long now)
    {
        var about = Described(Other(by), receipt.AppliedNumber, receipt.Connection);
        var failed = !receipt.Payload.IsEmpty;
        var kind = about.Kind is FlightKind.Answer or FlightKind.AnswerDelivered
            ? failed ? FlightKind.AnswerNotApplied : FlightKind.AnswerApplied
            : failed ? FlightKind.OfferNotApplied : FlightKind.OfferApplied;
        if (Has(kind, by, receipt.AppliedNumber)) return;
        Add(new FlightEntry
        {
            AtMs = now, Kind = kind, By = by, Label = receipt.Connection, Number = receipt.AppliedNumber, Page = _tracks[(int)Other(by)].Page, Negotiation = about.Negotiation,
            Code = failed ? ErrorName.In(receipt.Payload.Span) : null,
        });
    }

    private void Add(in FlightEntry entry)
    {
        if (_entries.Count >= entriesMax)
        {
            _textBytes -= 2 * (_entries[0].Addresses?.Sum(text => text.Length) ?? 0);
            _entries.RemoveAt(0);
            Dropped++;
        }

        _entries.Add(entry);
    }
}
