using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>The sender's side: takes the client's messages, numbers its offers, sends them to the receivers' actors, and tells what became of them.</summary>
public sealed partial class Peer
{
    private UndeliveredReports? _undelivered;
    private long _ackDueAt = long.MaxValue;
    private long _checkpointDueAt = long.MaxValue;
    private int _resolvedSinceAck;
    private long _resendFrom;
    private long _lowestIgnored;

    /// <summary>
    /// The client sends a message. One that is not consumed (a bound, a missing number) is answered with an error that names its
    /// number; true when it was consumed or is a repeat.
    /// </summary>
    /// <param name="session">Where it came from.</param>
    /// <param name="signal">The message.</param>
    /// <param name="target">The receiver; null for everybody else in the room.</param>
    /// <param name="now">The time.</param>
    public bool Send(ISessionAddress session, in Signal signal, string? target, long now)
    {
        if (!Hears(session))
        {
            TellNotHere(session, signal, target);
            return false;
        }

        var self = Self!;
        if (signal.Kind == SignalKind.Applied)
        {
            if (May(self, target)) SendApplied(self, signal, target!);
            else Error(session, Reasons.NotAllowed, 0);
            return true;
        }

        var number = self.Acks ? signal.Number : _outgoing.Highest + 1;
        if (number <= 0)
        {
            Error(session, Reasons.MissingSeq, 0);
            return false;
        }

        if (_resendFrom != 0 && number >= _resendFrom)
        {
            if (number > _resendFrom)
            {
                if (_lowestIgnored == 0 || number < _lowestIgnored) _lowestIgnored = number;
                _insistAt = Math.Min(_insistAt, now + InsistMs);
                return true;
            }

            (_resendFrom, _lowestIgnored) = (0, 0);
        }

        return SendNumbered(self, session, signal with { Number = number }, target, now);
    }

    private bool SendNumbered(Member self, ISessionAddress session, in Signal signal, string? target, long now)
    {
        if (_undelivered is { IsFull: true } && signal.Number > _outgoing.Highest)
        {
            _checkpointDueAt = Math.Min(_checkpointDueAt, now + _limits.AckDelayMs);
            ListenFrom(signal.Number);
            Error(session, Reasons.TooManyUnresolved, signal.Number, Limits.UnresolvedRetryMs);
            return false;
        }

        var receivers = !May(self, target) ? default : target is null ? Others(now) : target == Id ? default : new Receivers(target);
        switch (_outgoing.Accept(signal.Number, receivers, Limits.ItemOverheadBytes + signal.Payload.Length))
        {
            case Acceptance.TooMany:
                ListenFrom(signal.Number);
                Error(session, Reasons.TooManyUnresolved, signal.Number, Limits.UnresolvedRetryMs);
                return false;
            case Acceptance.Waiting:
                // A repeat: who has it drops it; who lost it needs it.
                var repeat = signal.WithNegotiation(_outgoing.NegotiationOf(signal.Number));
                foreach (var receiver in _outgoing.ReceiversOf(signal.Number))
                {
                    if (receiver != EarlyBroadcasts.Absent) _fx.ToPeer(new Letter { To = receiver, From = self, Signal = repeat });
                }

                return true;
            case Acceptance.Resolved:
                OweAck(now);
                return true;
        }

        if (receivers.Count == 0) TellNoReceiver(self, session, target, signal.Number, now);

        foreach (var receiver in receivers)
        {
            if (receiver == EarlyBroadcasts.Absent) KeepForAbsent(signal, receivers, now);
            else SendTo(self, signal, receiver, now);
        }

        return true;
    }

    private void SendTo(Member self, in Signal signal, string target, long now)
    {
        if (_early is not null && _roster.Find(target) is null) SendEarlyTo(target, joinOrder: 0);
        var ready = signal;
        var inGlare = false;
        if (signal.Kind is SignalKind.Offer or SignalKind.Answer)
        {
            if (_roster.Find(target) is null && _roster.SettlingMs(now) == 0 && _pairs.TryFind(target, out var known) && known.Instance is not null) ForgetPair(target); // it was with one who has gone
            var pair = PairFor(target, _roster.Find(target)?.Instance);
            if (pair.Link(signal.Connection, _limits.ConnectionsPerPair) is not { } link)
            {
                TellUndelivered(signal.Number, target, Reasons.ReceiverBusy, now);
                return;
            }

            if (signal.Kind == SignalKind.Offer)
            {
                ready = signal.WithNegotiation(++link.Negotiation);
                link.Own = new PendingOffer(ready.Negotiation, ready.Number, now) { IsFresh = MayCross(now) };
                inGlare = DecideGlareOnSend(self, pair, link, signal.Connection, now);
            }
            else if (!PrepareAnswer(link, ref ready))
            {
                TellUndelivered(signal.Number, target, Reasons.StaleAnswer, now);
                return;
            }

            _outgoing.SetNegotiation(ready.Number, ready.Negotiation);
        }

        _fx.ToPeer(new Letter { To = target, From = self, Signal = ready, InGlare = inGlare });
    }

    /// <summary>We offer while the other side's offer waits for our answer. If ours wins, theirs is void; if it loses, their actor will say so.</summary>
    private bool DecideGlareOnSend(Member self, Pair pair, Link link, string? label, long now)
    {
        if (link.Theirs is not { IsFresh: true } theirs || _roster.Find(pair.PeerId) is not { } other || !CanCross(self, other)) return false;
        if (now - Math.Max(theirs.At, _connectedAt) > _limits.GlareWindowMs) return false;
        if (self.IsPoliteToward(other) || self.OthersOffer) return true; // a page without our rules has taken theirs already, and rolled back
        VoidTheirOffer(pair, link, theirs);
        TellGlare(pair.PeerId, link.Own!, label, won: true);
        return true;
    }

    private void TellGlare(string target, PendingOffer own, string? label, bool won)
    {
        if (_mailbox.Session is not { } session) return;
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Glare, Target = target, Negotiation = own.Negotiation, Number = own.Number, Connection = label, Flag = won });
    }

    /// <summary>Whether an offer that goes now is surely no repeat of one from before this actor was lost.</summary>
    private bool MayCross(long now) => _restoredAt == long.MinValue || now - _restoredAt > _limits.GlareWindowMs;

    /// <summary>Names the offer that an answer answers, or finds that it is not the one that stands.</summary>
    private static bool PrepareAnswer(Link link, ref Signal answer)
    {
        if (link.Theirs is not { } theirs) return true;
        var isEarlier = link.IsOfEarlierLife(answer.Negotiation);
        if (answer.Negotiation == 0) answer = answer.WithNegotiation(theirs.Negotiation);
        if (answer.Negotiation == theirs.Negotiation) link.Theirs = null;
        return isEarlier || answer.Negotiation >= theirs.Negotiation;
    }

    /// <summary>A receipt: retires the generation before the applied description, and tells the other side.</summary>
    private void SendApplied(Member self, in Signal receipt, string target)
    {
        if (!_pairs.TryFind(target, out var pair) || pair.Link(receipt.Connection, _limits.ConnectionsPerPair) is not { } link) return;
        var failed = !receipt.Payload.IsEmpty;
        if (failed && link.Theirs?.Number == receipt.AppliedNumber) link.Theirs = null;
        if (!failed) link.Gate.RetirePrevious(receipt.AppliedNumber);
        _fx.ToPeer(new Letter { To = target, From = self, Signal = receipt });
    }

    /// <summary>A receiver's actor says what became of a message of ours.</summary>
    private void HandleOutcome(in Letter outcome, long now)
    {
        if (Self is not { } self || self.Instance != outcome.Instance) return;
        if (outcome.Code is { } code)
        {
            DropOwnOffer(outcome.Receiver!, outcome.Number, code);
            TellUndelivered(outcome.Number, outcome.Receiver!, code, now);
        }
        else
        {
            Resolve(outcome.Number, outcome.Receiver!, now);
        }
    }

    /// <summary>An offer of ours did not arrive, so it is not pending any more.</summary>
    private void DropOwnOffer(string receiver, long number, Code code)
    {
        if (!_pairs.TryFind(receiver, out var pair)) return;
        foreach (var (label, link) in pair.Links())
        {
            if (link.Own is not { } own || own.Number != number) continue;
            link.Own = null;
            if (code == Reasons.GlareLost) TellGlare(receiver, own, label, won: false);
        }
    }

    private void TellUndelivered(long number, string target, Code code, long now)
    {
        if (number == 0 || !_outgoing.Waits(number, target)) return;
        (_undelivered ??= new UndeliveredReports(_limits.UnresolvedMessages)).Tell(_mailbox, _fx, number, target, code, _outgoing.ReceiversOf(number).Count == 1);
        if (_undelivered.NeedsCheckpoint(_mailbox)) _checkpointDueAt = Math.Min(_checkpointDueAt, now + _limits.AckDelayMs);
        Resolve(number, target, now);
    }

    private void Resolve(long number, string receiver, long now)
    {
        if (!_outgoing.Resolve(number, receiver)) return;
        if (number == _resendFrom) AskForIgnored();
        _resolvedSinceAck++;
        OweAck(now);
    }

    private void OweAck(long now)
    {
        if (Self is not { Acks: true }) return;
        if (_resolvedSinceAck >= _limits.AckCount) SendAck();
        else _ackDueAt = Math.Min(_ackDueAt, now + _limits.AckDelayMs);
    }

    /// <summary>The whole truth carries a number: its acknowledgement confirms the reports before it.</summary>
    private void SendCheckpoint(long now)
    {
        _checkpointDueAt = long.MaxValue;
        if (_undelivered?.NeedsCheckpoint(_mailbox) == true) TellWholeTruth(now);
    }

    private void SendAck()
    {
        _ackDueAt = long.MaxValue;
        if (_mailbox.Session is not { } session) return;
        _resolvedSinceAck = 0;
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Ack, Acked = _outgoing.Ranges() });
    }
}
