using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Peers;

/// <summary>What the room says: that we are in, that we are out, and who else came and went.</summary>
public sealed partial class Peer
{
    /// <summary>How long an outcome may be on its way from another actor.</summary>
    private const int OutcomeGraceMs = 2_000;

    private List<(string PeerId, long Highest, long DueAt)>? _departed;
    private long _departedDueAt = long.MaxValue;

    /// <summary>A notice from the room, in the room's order.</summary>
    public void Notice(RoomNotice notice, long now)
    {
        switch (notice)
        {
            case RoomNotice.Admitted admitted: OnAdmitted(admitted, now); break;
            case RoomNotice.Refused refused: OnRefused(refused); break;
            case RoomNotice.SelfChanged changed: if (Self?.Instance == changed.Member.Instance) _mailbox.Self = changed.Member; break;
            case RoomNotice.Ended ended: if (Self?.Instance == ended.Member.Instance) OnEnded(ended.Reason); break;
            case RoomNotice.Presence presence: OnPresence(presence, now); break;
            case RoomNotice.GatewayLost lost: if (_mailbox.Session is { } session && session.Gateway == lost.Gateway) Disconnect(session, Disconnection.Lost); break;
            case RoomNotice.Settled: OnSettled(now); break;
            default: throw new InvalidOperationException($"Unknown notice {notice.GetType().Name}.");
        }
    }

    /// <summary>The client may still wait for some who will not come back; if it was told that they might, it is told now.</summary>
    private void OnSettled(long now)
    {
        if (_mayMissSome && Self is not null) TellWholeTruth(now);
        _mayMissSome = false;
        Unpark(now);
        ReleaseEarly(now);
    }

    /// <summary>We are a member no more. Senders whose messages were not acknowledged are told.</summary>
    private void OnEnded(Code reason)
    {
        if (_mailbox.Session is { } session) Refuse(session, reason == Reasons.Left ? Reasons.Goodbye : reason);
        Forget(Reasons.PeerLeft);
        _mailbox.Self = null;
        _mailbox.Disconnect();
        _heardFromClient = false;
    }

    /// <summary>Drops all that belongs to the present instance of this peer.</summary>
    private void Forget(Code why)
    {
        foreach (var item in _mailbox.Take(_ => true)) _mailbox.Tell(item, why);
        foreach (var pair in _pairs) DropHeld(pair, why);
        DropParked(why);
        foreach (var pair in _pairs.ToArray())
        {
            if (pair.Instance is null) _pairs.Remove(pair.PeerId);
            else _pairs.Set(pair.ForAnotherPage(Math.Max(_negotiationBase, _roster.NegotiationBase)));
        }

        if (_mailbox.Session is { } old && why == Reasons.PeerReset) Refuse(old, Reasons.TakenOver);
        _mailbox.Disconnect();
        _outgoing = NewWindow();
        _undelivered = null;
        _early = null;
        (_resendFrom, _lowestIgnored, _unheard) = (0, 0, 0);
        _ackDueAt = long.MaxValue;
        _resolvedSinceAck = 0;
    }

    private void OnPresence(RoomNotice.Presence presence, long now)
    {
        var member = presence.Member;
        if (Self is null)
        {
            // Nobody is here yet who could have known the one who left: what it had sent is void.
            if (presence.Kind is EventKind.PeerLeft or EventKind.PeerReset) ForgetSender(member.PeerId);
            return;
        }

        if (Self.SeesOthers) _mailbox.Post(new MailItem { Kind = presence.Kind, About = member, Reason = presence.Reason });
        SendWholeTruthIfDue(now);
        Unpark(now);
        if (presence.Kind == EventKind.PeerJoined) SendEarlyTo(member.PeerId, member.JoinOrder);
        if (presence.Kind is not (EventKind.PeerLeft or EventKind.PeerReset)) return;

        ForgetPair(member.PeerId);
        if (presence.Kind == EventKind.PeerLeft && _outgoing.WaitingFor(member.PeerId).Count > 0)
        {
            (_departed ??= []).Add((member.PeerId, _outgoing.Highest, now + OutcomeGraceMs));
            _departedDueAt = Math.Min(_departedDueAt, now + OutcomeGraceMs);
        }
    }

    /// <summary>
    /// What still waits for a peer that has left. Its actor tells what became of each message, but it may have been lost itself; then nobody
    /// else will.
    /// </summary>
    private void TellDeparted(long now)
    {
        _departedDueAt = long.MaxValue;
        foreach (var (peerId, highest, dueAt) in _departed!)
        {
            if (dueAt > now)
            {
                _departedDueAt = Math.Min(_departedDueAt, dueAt);
                continue;
            }

            foreach (var number in _outgoing.WaitingFor(peerId))
            {
                if (number <= highest) TellUndelivered(number, peerId, Reasons.PeerLeft, now);
            }
        }

        _departed.RemoveAll(departure => departure.DueAt <= now);
    }

    private void ForgetSender(string peerId)
    {
        _mailbox.TakeUnsent(item => item.About.PeerId == peerId);
        ForgetPair(peerId);
    }

    private void ForgetPair(string peerId)
    {
        if (!_pairs.TryFind(peerId, out var pair)) return;
        _pairs.Remove(peerId);
        DropHeld(pair, null);
    }

    private void DropHeld(Pair pair, Code? why)
    {
        foreach (var item in pair.Links().SelectMany(l => l.Link.Gate.TakeAll())) Unhold(item, why);
    }

    /// <summary>The state of the pair with another peer; of another instance than the one known, it starts anew.</summary>
    private Pair PairFor(string peerId, string? instance)
    {
        if (_pairs.TryFind(peerId, out var pair))
        {
            pair.Instance ??= instance;
            if (instance is null || pair.Instance == instance) return pair;
            DropHeld(pair, null);
        }

        if (_pairs.Count >= PairsMax) ForgetStrangers();
        pair = new Pair(peerId, instance, Math.Max(_negotiationBase, _roster.NegotiationBase));
        _pairs.Set(pair);
        return pair;
    }

    /// <summary>Pairs with peers that never came are kept only while there are few.</summary>
    private void ForgetStrangers()
    {
        foreach (var pair in _pairs.ToArray())
        {
            if (_roster.Find(pair.PeerId) is null) _pairs.Remove(pair.PeerId);
        }
    }

    private int PairsMax => _limits.RoomPeers * 2;
}
