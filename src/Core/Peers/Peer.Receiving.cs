using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Peers;

/// <summary>
/// The receiver's side: takes letters from other peers' actors, drops repeats, lets a candidate wait for its description
/// (<see cref="CandidateGate"/>), settles glare, and puts what remains into the mailbox.
/// </summary>
public sealed partial class Peer
{
    /// <summary>A letter from another peer's actor.</summary>
    public void Receive(in Letter letter, long now)
    {
        if (letter.IsOutcome)
        {
            HandleOutcome(letter, now);
            return;
        }

        var (from, signal) = (letter.From!, letter.Signal);
        if (!IsHere(from))
        {
            Answer(letter, Reasons.PeerLeft); // it left or was reset, as far as is known here; where a room was made again it may be there still, and wait
            return;
        }

        var pair = PairFor(from.PeerId, from.Instance);
        if (pair.Link(signal.Connection, _limits.ConnectionsPerPair) is not { } link)
        {
            Answer(letter, Reasons.ReceiverBusy);
            return;
        }

        if (signal.Kind == SignalKind.Applied)
        {
            ReceiveApplied(letter, pair, link);
            return;
        }

        if (!pair.Seen.Add(signal.Number))
        {
            if (!_mailbox.Holds(pair, signal.Number) && !IsHeld(pair, signal.Number)) Answer(letter, pair.FateOf(signal.Number));
        }
        else if (Self is { } self && signal.TargetInstance is { } meant && meant != self.Instance)
        {
            Refuse(letter, pair, Reasons.PeerReset);
        }
        else if (!_mailbox.HasRoom(pair, signal.Payload.Length))
        {
            Refuse(letter, pair, Reasons.ReceiverBusy);
        }
        else
        {
            switch (signal.Kind)
            {
                case SignalKind.Offer: ReceiveOffer(letter, pair, link, now); break;
                case SignalKind.Answer: ReceiveAnswer(letter, pair, link, now); break;
                case SignalKind.Candidate: ReceiveCandidate(letter, pair, link, now); break;
                default: Post(letter, pair, now); break;
            }
        }
    }

    /// <summary>Whether a sender is a member, as far as we can know: we may be no member ourselves yet.</summary>
    private bool IsHere(Member sender) => Self is null || Knows(sender);

    private void ReceiveOffer(in Letter letter, Pair pair, Link link, long now)
    {
        var (from, offer) = (letter.From!, letter.Signal);
        link.Negotiation = Math.Max(link.Negotiation, offer.Negotiation);
        var ufrags = SdpScan.Ufrags(offer.Payload.Span);
        if (link.Own is { IsFresh: true } own && Self is { } self && CanCross(self, from) && (letter.InGlare || now - own.At <= _limits.GlareWindowMs))
        {
            if (!self.IsPoliteToward(from) || (letter.InGlare && from.OthersOffer))
            {
                link.Gate.Lose(ufrags);
                TellGlare(from.PeerId, own, offer.Connection, won: true);
                Refuse(letter, pair, Reasons.GlareLost);
                return;
            }

            link.Own = null;
            TellGlare(from.PeerId, own, offer.Connection, won: false);
        }

        if (link.Theirs is { } earlier) ReplaceUnsentOffer(pair, link, earlier, ufrags, now, letter);
        else Describe(letter, pair, link, ufrags, now);
    }

    private void ReceiveAnswer(in Letter letter, Pair pair, Link link, long now)
    {
        var answer = letter.Signal;
        if (!link.IsOfEarlierLife(answer.Negotiation))
        {
            if (answer.Negotiation != 0 && link.HasNumbered && link.Own?.Negotiation != answer.Negotiation)
            {
                Refuse(letter, pair, Reasons.StaleAnswer);
                return;
            }

            link.Own = null;
        }

        Describe(letter, pair, link, SdpScan.Ufrags(answer.Payload.Span), now);
    }

    private void ReceiveCandidate(in Letter letter, Pair pair, Link link, long now)
    {
        var signal = letter.Signal;
        var facts = CandidateScan.Read(signal.Payload.Span);
        if (signal.Ufrag is { } named) facts = facts with { Ufrag = Ufrag.From(named) };
        if (signal is { IsDescribed: true, TargetInstance: not null } && MayHaveForgotten)
        {
            link.Gate.Remember(facts.Ufrag);
            Release(link, now);
        }

        if (!facts.Ufrag.IsKnown) facts = facts with { Ufrag = link.Gate.Last };
        switch (link.Gate.Judge(facts))
        {
            case Passage.Pass:
                Post(letter, pair, now, default, facts);
                break;
            case Passage.Drop:
                Answer(letter, null);
                break;
            default:
                Hold(letter, pair, link, facts, now);
                break;
        }
    }

    /// <summary>This actor was lost and made again, and may not know what its client has; also where the client is not back yet.</summary>
    private bool MayHaveForgotten => Self is null ? _roster.NegotiationBase > 0 : _restoredAt != long.MinValue;

    private void ReceiveApplied(in Letter letter, Pair pair, Link link)
    {
        if (Self is null) return;
        if (!letter.Signal.Payload.IsEmpty && link.Own?.Number == letter.Signal.AppliedNumber) link.Own = null;
        if (_mailbox.HasRoom(pair, letter.Signal.Payload.Length)) Post(letter, pair, 0);
    }

    /// <summary>A description goes into the mailbox, and what waited for it follows.</summary>
    private void Describe(in Letter letter, Pair pair, Link link, in UfragSet ufrags, long now)
    {
        var signal = letter.Signal;
        if (signal.Kind == SignalKind.Offer)
        {
            link.Theirs = new PendingOffer(signal.Negotiation, signal.Number, now) 
            {
                Ufrags = ufrags, BeganGeneration = link.Gate.IsNewGeneration(ufrags), IsFresh = MayCross(now),
            };
        }

        link.Gate.Describe(ufrags, signal.Number, MayHaveForgotten);
        Post(letter, pair, now, ufrags);
        Release(link, now);
    }

    /// <summary>
    /// A newer offer than one that may still wait here unsent. Then the newest lives: the older one goes, with its candidates if the new one
    /// begins another generation; if it is the same generation they follow the new one.
    /// </summary>
    private void ReplaceUnsentOffer(Pair pair, Link link, PendingOffer earlier, in UfragSet ufrags, long now, in Letter letter)
    {
        var unsent = _mailbox.TakeUnsent(i => i.Pair == pair && i.Signal.Kind == SignalKind.Offer && i.Signal.Number == earlier.Number);
        List<MailItem> candidates = [];
        if (unsent.Count > 0)
        {
            _mailbox.Tell(unsent[0], null);
            var (old, label) = (earlier.Ufrags, letter.Signal.Connection);
            candidates = _mailbox.TakeUnsent(i => i.Pair == pair && i.Kind == EventKind.Signal && i.Signal.Kind == SignalKind.Candidate
                && i.Signal.Connection == label && old.Contains(i.Candidate.Ufrag));
            if (earlier.BeganGeneration && !old.Overlaps(ufrags))
            {
                foreach (var candidate in candidates) _mailbox.Tell(candidate, null);
                candidates.Clear();
                link.Gate.Undescribe(old, mayReturn: false);
            }
        }

        Describe(letter, pair, link, ufrags, now);
        foreach (var candidate in candidates) _mailbox.Post(candidate);
    }

    /// <summary>The other side's offer lost in glare: it goes if it was not sent yet, and its candidates wait for the next description.</summary>
    private void VoidTheirOffer(Pair pair, Link link, PendingOffer theirs)
    {
        link.Theirs = null;
        foreach (var item in _mailbox.TakeUnsent(i => i.Pair == pair && i.Signal.Kind == SignalKind.Offer && i.Signal.Number == theirs.Number))
        {
            _mailbox.Tell(item, Reasons.GlareLost);
        }

        if (theirs.BeganGeneration) link.Gate.Undescribe(theirs.Ufrags, mayReturn: true);
    }

    private void Post(in Letter letter, Pair pair, long now, in UfragSet ufrags = default, in CandidateFacts candidate = default)
    {
        if (_mailbox.IsDirect)
        {
            _fx.ToClient(_mailbox.Session!, new ClientEvent { Kind = EventKind.Signal, Peer = letter.From, Signal = letter.Signal });
            Answer(letter, null);
        }
        else
        {
            _mailbox.Post(Keep(letter, pair, ufrags, candidate, Self is null ? now + WaitMs(letter.Signal, now) : long.MaxValue));
        }
    }

    /// <summary>An item of its own: the payload is copied, since the letter's is gone after the call.</summary>
    private MailItem Keep(in Letter letter, Pair pair, in UfragSet ufrags, in CandidateFacts candidate, long expiresAt)
    {
        var item = _fx.Spares?.Item(letter.Signal.Payload.Length) ?? new MailItem { Buffer = new byte[letter.Signal.Payload.Length] };
        (item.Kind, item.About, item.Pair) = (EventKind.Signal, letter.From!, pair);
        item.SetSignal(letter.Signal);
        (item.Ufrags, item.Candidate, item.ExpiresAt) = (ufrags, candidate, expiresAt);
        return item;
    }

    /// <summary>A room that was lost and made again gives its members the time to come back.</summary>
    private int WaitMs(in Signal signal, long now) =>
        signal.PatienceMs > 0 ? Math.Min(signal.PatienceMs, _limits.UnknownReceiverMs) : Math.Max(_limits.UnknownReceiverMs, _roster.SettlingMs(now));

    private void Refuse(in Letter letter, Pair pair, Code code)
    {
        pair.NotDelivered(letter.Signal.Number, code);
        Answer(letter, code);
    }

    private void Answer(in Letter letter, Code? code)
    {
        if (letter.Signal.Number == 0) return;
        _fx.ToPeer(new Letter { To = letter.From!.PeerId, Instance = letter.From.Instance, Number = letter.Signal.Number, Code = code, Receiver = Id });
    }

    /// <summary>Between two clients that cannot roll back everything is relayed: each makes its own connection of it.</summary>
    private static bool CanCross(Member self, Member other) => self.CanRollBack || other.CanRollBack;
}
