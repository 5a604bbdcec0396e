using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Peers;

/// <summary>Candidates that wait for their description.</summary>
public sealed partial class Peer
{
    private int _heldCount;
    private long _heldExpiry = long.MaxValue;

    private void Hold(in Letter letter, Pair pair, Link link, in CandidateFacts candidate, long now)
    {
        var item = Keep(letter, pair, default, candidate, now + WaitMs(letter.Signal, now));
        link.Gate.Hold(item);
        _mailbox.Charge(item, +1);
        _heldCount++;
        _heldExpiry = Math.Min(_heldExpiry, item.ExpiresAt);
    }

    private void Release(Link link, long now)
    {
        if (link.Gate.Held.Count == 0) return;
        var (released, dropped) = link.Gate.TakeReleased();
        foreach (var item in dropped) Unhold(item, null);
        foreach (var item in released)
        {
            _heldCount--;
            _mailbox.Charge(item, -1);
            item.ExpiresAt = Self is null ? now + WaitMs(item.Signal, now) : long.MaxValue;
            var direct = _mailbox.IsDirect;
            _mailbox.Post(item);
            if (direct) _mailbox.Tell(item, null);
        }
    }

    /// <summary>
    /// We are a member again whose actor was lost. Candidates came before that was known here; where their sender says that our page has their
    /// description, it went before the loss.
    /// </summary>
    private void RememberDescribed(long now)
    {
        if (_heldCount == 0) return;
        foreach (var pair in _pairs)
        {
            foreach (var (_, link) in pair.Links())
            {
                foreach (var item in link.Gate.Held)
                {
                    if (item.Signal.IsDescribed && item.Signal.TargetInstance == Self!.Instance) link.Gate.Remember(item.Candidate.Ufrag);
                }

                Release(link, now);
            }
        }
    }

    private void Unhold(MailItem item, Code? code)
    {
        _heldCount--;
        _mailbox.Charge(item, -1);
        _mailbox.Tell(item, code);
    }

    /// <summary>
    /// What we took for delivered, to a client that does not acknowledge, was not: its connection, or its gateway, was gone. Of a description's
    /// generation no candidate follows.
    /// </summary>
    public void NotHanded(in Letter outcome)
    {
        if (!_pairs.TryFind(outcome.To, out var pair) || pair.Instance != outcome.Instance) return;
        pair.NotDelivered(outcome.Number, outcome.Code!);
        ForgetDescription(pair, outcome.Number);
    }

    private static void ForgetDescription(Pair pair, long number)
    {
        foreach (var (_, link) in pair.Links())
        {
            if (link.Theirs?.Number == number) link.Theirs = null;
            link.Gate.Undescribe(number);
        }
    }

    private bool IsHeld(Pair pair, long number)
    {
        if (_heldCount == 0) return false;
        foreach (var (_, link) in pair.Links())
        {
            foreach (var item in link.Gate.Held)
            {
                if (item.Signal.Number == number) return true;
            }
        }

        return false;
    }

    private void ExpireHeld(long now)
    {
        _heldExpiry = long.MaxValue;
        foreach (var pair in _pairs)
        {
            foreach (var (_, link) in pair.Links())
            {
                foreach (var item in link.Gate.TakeExpired(now)) Unhold(item, Reasons.Expired);
                foreach (var item in link.Gate.Held) _heldExpiry = Math.Min(_heldExpiry, item.ExpiresAt);
            }
        }
    }
}
