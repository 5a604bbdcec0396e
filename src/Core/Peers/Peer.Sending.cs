using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>The sender's side: takes the client's messages, numbers its offers, sends them to the receivers' actors, and tells what became of them.</summary>
public sealed partial class Peer
{
    private UndeliveredReports? _undelivered;
    private long _ackDueAt = long.MaxValue;
    private int _resolvedSinceAck;

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
            if (Self is null) Error(session, Reasons.NotJoined, signal.Number);
            return false;
        }

        var self = Self!;
        if (signal.Kind == SignalKind.Applied)
        {
            SendApplied(self, signal, target!);
            return true;
        }

        var number = self.Acks ? signal.Number : _outgoing.Highest + 1;
        if (number <= 0)
        {
            Error(session, Reasons.MissingSeq, 0);
            return false;
        }

        var receivers = target is null ? _roster.Count - 1 : target == Id ? 0 : 1;
        switch (_outgoing.Accept(number, receivers, Limits.ItemOverheadBytes + signal.Payload.Length))
        {
            case Acceptance.TooMany:
                Error(session, Reasons.TooManyUnresolved, number, Limits.UnresolvedRetryMs);
                return false;
            case Acceptance.Waiting:
                return true;
            case Acceptance.Resolved:
                OweAck(now);
                return true;
        }

        if (receivers == 0)
        {
            if (target is not null) Error(session, Reasons.BadTarget, number);
            OweAck(now);
        }
        else if (target is null)
        {
            Broadcast(self, signal with { Number = number });
        }
        else
        {
            SendTo(self, signal with { Number = number }, target, now);
        }

        return true;
    }

    private void Broadcast(Member self, in Signal signal)
    {
        foreach (var member in _roster.Snapshot())
        {
            if (member.PeerId != Id) _fx.ToPeer(new Letter { To = member.PeerId, From = self, Signal = signal });
        }
    }

    private void SendTo(Member self, in Signal signal, string target, long now)
    {
        var ready = signal;
        var inGlare = false;
        if (signal.Kind is SignalKind.Offer or SignalKind.Answer)
        {
            var pair = PairFor(target, _roster.Find(target)?.Instance);
            if (pair.Link(signal.Connection, _limits.ConnectionsPerPair) is not { } link)
            {
                TellUndelivered(signal.Number, target, Reasons.ReceiverBusy, now);
                return;
            }

            if (signal.Kind == SignalKind.Offer)
            {
                ready = signal.WithNegotiation(++link.Negotiation);
                link.Own = new PendingOffer(ready.Negotiation, ready.Number, now);
                link.Asked = ready.Negotiation;
                inGlare = DecideGlareOnSend(self, pair, link, signal.Connection, now);
            }
            else if (!PrepareAnswer(link, ref ready))
            {
                TellUndelivered(signal.Number, target, Reasons.StaleAnswer, now);
                return;
            }
        }

        _fx.ToPeer(new Letter { To = target, From = self, Signal = ready, InGlare = inGlare });
    }

    /// <summary>We offer while the other side's offer waits for our answer. If ours wins, theirs is void; if it loses, their actor will say so.</summary>
    private bool DecideGlareOnSend(Member self, Pair pair, Link link, string? label, long now)
    {
        if (link.Theirs is not { } theirs || _roster.Find(pair.PeerId) is not { } other || !CanCross(self, other)) return false;
        if (now - Math.Max(theirs.At, _connectedAt) > _limits.GlareWindowMs) return false;
        if (self.IsPoliteToward(other)) return true;
        VoidTheirOffer(pair, link, theirs);
        TellGlare(pair.PeerId, link.Own!, label, won: true);
        return true;
    }

    /// <summary>Names the offer that an answer answers, or finds that it is not the one that stands.</summary>
    private static bool PrepareAnswer(Link link, ref Signal answer)
    {
        link.Negotiation = Math.Max(link.Negotiation, answer.Negotiation);
        if (link.Theirs is not { } theirs) return true;
        if (answer.Negotiation == 0) answer = answer.WithNegotiation(theirs.Negotiation);
        if (answer.Negotiation == theirs.Negotiation) link.Theirs = null;
        return answer.Negotiation >= theirs.Negotiation;
    }

    /// <summary>A receipt: retires the generation before the applied description, and tells the other side.</summary>
    private void SendApplied(Member self, in Signal receipt, string target)
    {
        if (!_pairs.TryGetValue(target, out var pair) || pair.Link(receipt.Connection, _limits.ConnectionsPerPair) is not { } link) return;
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
            Resolve(outcome.Number, now);
        }
    }

    /// <summary>An offer of ours did not arrive, so it is not pending any more.</summary>
    private void DropOwnOffer(string receiver, long number, Code code)
    {
        if (!_pairs.TryGetValue(receiver, out var pair)) return;
        foreach (var (label, link) in pair.Links())
        {
            if (link.Own is not { } own || own.Number != number) continue;
            link.Own = null;
            if (code == Reasons.GlareLost) TellGlare(receiver, own, label, won: false);
        }
    }

    private void TellUndelivered(long number, string target, Code code, long now)
    {
        if (number == 0) return;
        (_undelivered ??= new UndeliveredReports(_limits.UnresolvedMessages)).Tell(_mailbox, _fx, number, target, code);
        Resolve(number, now);
    }

    private void Resolve(long number, long now)
    {
        if (!_outgoing.Resolve(number)) return;
        _resolvedSinceAck++;
        OweAck(now);
    }

    private void OweAck(long now)
    {
        if (Self is not { Acks: true }) return;
        if (_resolvedSinceAck >= _limits.AckCount) SendAck();
        else _ackDueAt = Math.Min(_ackDueAt, now + _limits.AckDelayMs);
    }

    private void SendAck()
    {
        _ackDueAt = long.MaxValue;
        if (_mailbox.Session is not { } session) return;
        _resolvedSinceAck = 0;
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Ack, Acked = _outgoing.Ranges() });
    }
}
