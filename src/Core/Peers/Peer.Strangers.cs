using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>
/// Senders that our client was not told of. Where a room was lost, some of them are on their way back to it: what they had sent to us before we
/// came waits here until they are there, or until the room has settled.
/// </summary>
public sealed partial class Peer
{
    private List<MailItem>? _parked;

    /// <summary>The members are others than our client was told, in a room that was made again. Roles are told as of the place that we have there.</summary>
    public void RosterReplaced(Member self, long now)
    {
        if (Self is null) return;
        _mailbox.Self = self;
        TellWholeTruth(now);
    }

    /// <summary>While the room settles, who is missing in it may come back: then it is told again.</summary>
    private void TellWholeTruth(long now)
    {
        _mailbox.PostWholeTruth(View(now));
        _mayMissSome |= _roster.SettlingMs(now) > 0;
    }

    /// <summary>Some of whom our client was told have not come back to a room that was made again.</summary>
    public void MissesSome() => _mayMissSome = true;

    private bool Knows(Member sender) => sender.Unlisted || _roster.Find(sender.PeerId)?.Instance == sender.Instance;

    /// <summary>Whether a sender has left, or its page has. A room that settles may still learn of one of before.</summary>
    private bool HasGone(Member sender, long now)
    {
        if (Knows(sender) || sender.Version > _roster.Version) return false;
        if (_roster.Find(sender.PeerId) is { } newer && newer.JoinOrder > sender.JoinOrder) return true;
        return _roster.IsOfThisMaking(sender) || _roster.SettlingMs(now) == 0;
    }

    private void ParkStrangers()
    {
        foreach (var item in _mailbox.Take(item => !item.IsPresence && !Knows(item.About)))
        {
            _mailbox.Charge(item, +1);
            item.ExpiresAt = long.MaxValue;
            (_parked ??= []).Add(item);
        }
    }

    /// <summary>The roster has changed: who is known now is heard, and who has gone is not.</summary>
    private void Unpark(long now)
    {
        if (_parked is null) return;
        foreach (var item in _parked.Where(item => Knows(item.About) || HasGone(item.About, now)).ToList())
        {
            _parked.Remove(item);
            _mailbox.Charge(item, -1);
            if (!Knows(item.About))
            {
                _mailbox.Tell(item, Reasons.PeerLeft);
                continue;
            }

            if (_mailbox.NeedsWholeTruth)
            {
                // Its sender's coming found no room, and it may not come before that.
                _mailbox.Tell(item, Reasons.ReceiverBusy);
                ForgetDescription(item.Pair!, item.Signal.Number);
                continue;
            }

            var direct = _mailbox.IsDirect;
            _mailbox.Post(item);
            if (direct) _mailbox.Tell(item, null);
        }

        if (_parked.Count == 0) _parked = null;
    }

    private void DropParked(Code why)
    {
        foreach (var item in _parked ?? [])
        {
            _mailbox.Charge(item, -1);
            _mailbox.Tell(item, why);
        }

        _parked = null;
    }
}
