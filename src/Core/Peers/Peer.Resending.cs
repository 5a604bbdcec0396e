using Signaling.Core.Codes;

namespace Signaling.Core.Peers;

/// <summary>What must come again before anything after it is listened to: what was refused, and what was lost with its receiver's actor.</summary>
public sealed partial class Peer
{
    /// <summary>
    /// A receiver's actor was lost and made again, with what it had of ours: our client sends it again, from the first such number on. What
    /// comes before that number does is not listened to, so nothing overtakes. A client that does not number is told what was lost.
    /// </summary>
    public void ReceiverLost(string receiver, long now)
    {
        var lost = _outgoing.WaitingFor(receiver);
        if (lost.Count == 0 || Self is not { } self) return;
        if (!self.Acks)
        {
            foreach (var number in lost) TellUndelivered(number, receiver, Reasons.ServerLost, now);
        }
        else if (_mailbox.Session is { } session && (_resendFrom == 0 || lost[0] < _resendFrom))
        {
            ListenFrom(lost[0]);
            Error(session, Reasons.ServerLost, _resendFrom);
        }
    }

    /// <summary>A client that goes on under its connection sends again what has no outcome, the first of it being this number.</summary>
    private void ResendFrom(long number)
    {
        if (number != 0) ListenFrom(_outgoing.FirstOpen(number));
    }

    /// <summary>What comes before this number does is not listened to, so that nothing overtakes it.</summary>
    private void ListenFrom(long number)
    {
        if (Self is not { Acks: true } || (_resendFrom != 0 && number >= _resendFrom)) return;
        if (_resendFrom != 0 && (_lowestIgnored == 0 || _resendFrom < _lowestIgnored)) _lowestIgnored = _resendFrom;
        _resendFrom = number;
    }

    /// <summary>The number that was to be sent again is resolved otherwise: what was ignored because of it is to come now.</summary>
    private void AskForIgnored()
    {
        (_resendFrom, _lowestIgnored) = (_lowestIgnored, 0);
        if (_resendFrom != 0 && _mailbox.Session is { } session) Error(session, Reasons.ServerLost, _resendFrom);
    }
}
