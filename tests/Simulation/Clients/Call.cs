using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Clients;

/// <summary>
/// One peer connection under perfect negotiation, reduced to what signaling can get wrong: which description may be applied in which
/// state, and which candidates it can take. What a browser would reject ends the run.
/// </summary>
public sealed class Call(Page page, string peerId, string? label)
{
    private const int ReoffersMax = 4;
    private const int PatienceMs = 15_000;

    private readonly HashSet<string> _remote = [];
    private readonly HashSet<string> _ended = [];
    private Sent? _takenBack;
    private Sent? _toWhoever;
    private Sent? _lastTaken;
    private bool _isClosed;
    private int _reoffers;
    private long _lastOffer;
    private bool _crossedItsAnswer;

    public string PeerId { get; } = peerId;

    public string? Label { get; } = label;

    /// <summary>Its offer was refused so often that it does not try again; or its answer was, and it had offered meanwhile.</summary>
    public bool HasGivenUp => _reoffers > ReoffersMax || _crossedItsAnswer;

    /// <summary>The page at the other end; null while it has not come.</summary>
    public string? Instance { get; set; }

    public bool IsPolite { get; set; }

    /// <summary>
    /// The other side may remember more than ours: this very instance had left, in our view, or it answers an offer that we had made to
    /// whoever would come.
    /// </summary>
    public bool IsSecond { get; set; }

    /// <summary>Our offer without an answer; null when stable.</summary>
    public Sent? Pending { get; private set; }

    public string? LocalUfrag { get; private set; }

    public string? RemoteUfrag { get; private set; }

    /// <summary>The offer of the last negotiation that this side completed.</summary>
    public Sent? Agreed { get; private set; }

    private Tape Tape => page.World.Tape;

    private bool Crosses => page.Calls.Crosses(PeerId);

    private string? TargetInstance => page.User.NamesInstances ? Instance : null;

    public void Offer(bool restart)
    {
        if (_isClosed || Pending is not null) return;
        var ufrag = LocalUfrag is null || restart ? page.World.Ledger.NewUfrag() : LocalUfrag;
        if (page.User.IsHasty && ufrag != LocalUfrag) SendCandidate(ufrag, isEnd: false);
        Pending = page.World.Ledger.Description(page, SignalKind.Offer, PeerId, TargetInstance, Label, ufrag, null, 0);
        if (Pending.TargetInstance is null) _toWhoever = Pending;
        page.Outbox.Add(Pending);
        _lastOffer = Pending.Number;
        Trickle(ufrag);
    }

    public void TakeOffer(Sent offer, long negotiation)
    {
        IsSecond |= offer.IsStray;
        _lastTaken = offer;
        if (Pending is { } own && !Crosses)
        {
            _remote.Add(offer.Ufrag!);
            if (!IsPolite) return; // ignored, and its candidates with it
            Pending = null;
            var keeps = Tape.Chance(30);
            Answer(offer, negotiation, keeps ? own.Ufrag : null);
        }
        else
        {
            Answer(offer, negotiation, null);
        }
    }

    public void TakeAnswer(Sent answer)
    {
        _remote.Add(answer.Ufrag!);
        IsSecond |= answer.Offer!.TargetInstance is null && answer.Offer != Pending;
        if (IsSecond || (Pending is null && answer.Offer == _takenBack)) return;
        if (Pending is null && page.World.Server.Life > 1) return; // sent again by one who could not know
        if (Pending is null && !IsSecond) Fail($"{answer} came, but no offer is pending");
        else if (answer.Offer != Pending) Fail($"{answer} came for {answer.Offer}, but pending is {Pending}");
        if (Pending is null || IsSecond) return;
        LocalUfrag = Pending.Ufrag;
        if (!Crosses) RemoteUfrag = answer.Ufrag;
        Agreed = Pending;
        if (_toWhoever == Pending) _toWhoever = null;
        Pending = null;
        _reoffers = 0;
        page.SendApplied(answer, Label);
    }

    public void PassOver(Sent description) => _remote.Add(description.Ufrag!);

    public void TakeCandidate(Sent candidate)
    {
        if (!_remote.Contains(candidate.Ufrag!) && !IsSecond && page.Acks) Fail($"{candidate} came, but no description of its generation");
    }

    /// <summary>A message of ours on this connection was not delivered.</summary>
    public void Undelivered(Sent sent)
    {
        if (sent.Code != Reasons.Expired && sent.Code != Reasons.ReceiverBusy) return;
        if (sent == Pending)
        {
            Pending = null;
            if (_reoffers++ < ReoffersMax) page.World.Agenda.In(1_500 * _reoffers, () => Offer(restart: false));
        }
        else if (sent.Kind == SignalKind.Answer && (Crosses || sent.Offer == Agreed))
        {
            // The other side waits for it.
            page.World.Agenda.In(1_500, () =>
            {
                _crossedItsAnswer |= _lastOffer > sent.Number;
                if (!_isClosed && page.Roster.Peers.ContainsKey(PeerId) && (Crosses || (sent.Offer == Agreed && !_crossedItsAnswer))) SendAnswer(sent.Offer!, sent.Negotiation, sent.Ufrag!);
            });
        }
    }

    /// <summary>Our offer lost. If the winner's does not come, it is one of before a crash that is settled; then we offer again.</summary>
    public void Glare(long number, bool won)
    {
        if (won || Pending?.Number != number) return;
        var lost = Pending;
        page.World.Agenda.In(PatienceMs, () =>
        {
            if (_isClosed || Pending != lost || !page.IsLive) return;
            (_takenBack, Pending) = (Pending, null);
            page.World.Agenda.In(3_000, () => Offer(restart: false));
        });
    }

    public void Close()
    {
        _isClosed = true;
        if (_toWhoever is not null) _toWhoever.IsStray = true; // pending still, or rolled back
    }

    private void Answer(Sent offer, long negotiation, string? keptUfrag)
    {
        _remote.Add(offer.Ufrag!);
        var restarts = offer.Ufrag != RemoteUfrag;
        var ufrag = keptUfrag ?? (LocalUfrag is null || restarts || Crosses ? page.World.Ledger.NewUfrag() : LocalUfrag);
        if (Crosses)
        {
            SendAnswer(offer, negotiation, ufrag);
            page.SendApplied(offer, Label);
            return;
        }

        (LocalUfrag, RemoteUfrag, Agreed) = (ufrag, offer.Ufrag, offer);
        SendAnswer(offer, negotiation, ufrag);
        page.SendApplied(offer, Label);
        Trickle(ufrag);
    }

    private void SendAnswer(Sent offer, long negotiation, string ufrag)
    {
        var named = page.Acks ? negotiation : 0;
        page.Outbox.Add(page.World.Ledger.Description(page, SignalKind.Answer, PeerId, TargetInstance, Label, ufrag, offer, named));
    }

    /// <summary>Candidates come one by one, and last the end mark, as long as their generation lives.</summary>
    private void Trickle(string ufrag)
    {
        if (_ended.Contains(ufrag)) return;
        var count = Tape.Next(4);
        void Next()
        {
            if (_isClosed || page.IsOver || _ended.Contains(ufrag) || (ufrag != LocalUfrag && ufrag != Pending?.Ufrag)) return;
            if (count-- > 0)
            {
                SendCandidate(ufrag, isEnd: false);
                page.World.Agenda.In(Tape.Next(200), Next);
            }
            else if (_ended.Add(ufrag))
            {
                SendCandidate(ufrag, isEnd: true);
                if (page.User.IsHasty) SendCandidate(ufrag, isEnd: false);
            }
        }

        page.World.Agenda.In(Tape.Next(50), Next);
    }

    private void SendCandidate(string ufrag, bool isEnd) => page.Outbox.Add(
        page.World.Ledger.Candidate(page, PeerId, TargetInstance, Label, ufrag, isEnd, Tape.Next(isEnd ? 2 : 3)));

    /// <summary>A browser would throw. Where pages are not named, what was meant for the page before may come: the protocol warns of it.</summary>
    private void Fail(string what)
    {
        if (page.World.Plan.WithoutInstances == 0 && _lastTaken?.IsStray != true) throw new PromiseBrokenException("Negotiation", $"{page.Name}: {what}");
        IsSecond = true;
    }
}
