using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>What must come again before anything after it is listened to: what was refused, and what was lost with its receiver's actor.</summary>
public sealed partial class Peer
{
    /// <summary>How long what comes is ignored because an earlier number has not come, until the client is asked for that again.</summary>
    private const int InsistMs = 5_000;

    private long _insistAt = long.MaxValue;
    private long _unheard; // the lowest number that came while its connection was thought to be gone; 0: none

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
        if (_unheard > _resendFrom && _resendFrom != 0) _lowestIgnored = _unheard;
        _unheard = 0;
    }

    /// <summary>What comes before this number does is not listened to, so that nothing overtakes it.</summary>
    private void ListenFrom(long number)
    {
        if (Self is not { Acks: true } || (_resendFrom != 0 && number >= _resendFrom)) return;
        if (_resendFrom != 0 && (_lowestIgnored == 0 || _resendFrom < _lowestIgnored)) _lowestIgnored = _resendFrom;
        _resendFrom = number;
    }

    /// <summary>The number that is waited for did not come, and what came was ignored. A client that knows of no such number resumes.</summary>
    private void Insist()
    {
        _insistAt = long.MaxValue;
        if (_resendFrom != 0 && _lowestIgnored != 0 && _mailbox.Session is { } session) Error(session, Reasons.ServerLost, _resendFrom);
    }

    /// <summary>The number that was to be sent again is resolved otherwise: what was ignored because of it is to come now.</summary>
    private void AskForIgnored()
    {
        var next = _lowestIgnored == 0 ? 0 : _outgoing.FirstOpen(_lowestIgnored);
        (_resendFrom, _lowestIgnored) = (next, 0);
        if (_resendFrom != 0 && _mailbox.Session is { } session) Error(session, Reasons.ServerLost, _resendFrom);
    }

    /// <summary>
    /// Nobody is here who could send: not joined, or this actor was lost and the room has not answered yet, or the client's gateway has not heard
    /// yet that it was given up. Then a client that acknowledges will send it again.
    /// </summary>
    private void TellNotHere(ISessionAddress session, in Signal signal, string? target)
    {
        if (Self is not null)
        {
            if (_mailbox.Session is null && signal.Number > 0) _unheard = _unheard == 0 ? signal.Number : Math.Min(_unheard, signal.Number);
            return;
        }

        if (_asking is { } asking && signal.Number > 0 && Equals(asking.Session, session)) asking.Missed(signal.Number);
        if (session.Gateway is null && _asking?.Resume is null) Error(session, Reasons.NotJoined, signal.Number);
        else if (signal.Number == 0 && signal.Kind != SignalKind.Applied) _fx.ToClient(session, new ClientEvent { Kind = EventKind.Undelivered, Target = target ?? "", Code = Reasons.ServerLost });
    }
}
