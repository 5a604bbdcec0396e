using Signaling.Core.Codes;
using Signaling.Core.Effects;
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
        if (_mayMissSome) RosterReplaced(now);
        _mayMissSome = false;
        Unpark(now);
        ReleaseEarly(now);
    }

    private void OnAdmitted(RoomNotice.Admitted admitted, long now)
    {
        _mayMissSome |= admitted.How == Admission.Restored;
        var member = admitted.Member;
        if (_asking is not { } asking || asking.Instance != member.Instance)
        {
            // Nobody waits for this: the room knows us, or learnt of us again; or it is the second answer to one who asked twice.
            if (Self?.Instance == member.Instance) _mailbox.Self = member;
            else BecomeMember(admitted, now);
            Unpark(now);

            // The client went away before the room answered: it is a member whose page is gone.
            if (_mailbox.Session is null && admitted.How != Admission.Restored) _fx.ToRoom(new RoomRequest.Suspend(Id, _limits.ReloadWindowMs, Reasons.Left));
            return;
        }

        _asking = null;
        BecomeMember(admitted, now);
        TakeOver(asking.Session);
        if (asking is { IsAnnounced: true, Resume.Seen: var lastSeq })
        {
            GoOn(asking.Session, lastSeq, now);
            _resendFrom = asking.ResendFrom;
            return;
        }

        Welcome(asking.Session, asking.Resume is null ? EventKind.ExistingPeers : EventKind.Resumed, recovered: false, now);
        StartAnew(asking.Session, now, after: null);
        _knowsNumbers = asking.Resume is null;
        AfterConnect(now);
    }

    /// <summary>
    /// The client is told who is here: just now, or with the number after <paramref name="after"/>. What those sent who are not is nothing to it:
    /// nobody waits for an outcome.
    /// </summary>
    private void StartAnew(ISessionAddress session, long now, long? after)
    {
        _mailbox.Take(item => !item.IsPresence && HasGone(item.About, now));
        ParkStrangers();
        _mailbox.StartAnew(session, after ?? 0, after is null ? null : View(now));
    }

    private void BecomeMember(RoomNotice.Admitted admitted, long now)
    {
        if (admitted.How == Admission.Reset || (Self is { } old && old.Instance != admitted.Member.Instance)) Forget(Reasons.PeerReset);
        _mailbox.Self = admitted.Member;
        _heardFromClient = admitted.How == Admission.Restored;
        _restoredAt = admitted.How == Admission.Restored ? now : long.MinValue;
        _welcomed = false;

        // We number for a client that does not, and nobody knows how far we had come: its receivers would take lower numbers for repeats.
        if (admitted is { How: Admission.Restored, Member.Acks: false } && _outgoing.Highest == 0) _outgoing = NewWindow(now);

        // What waited for whoever comes may have been meant for a page that is gone, or come from one that is.
        foreach (var item in _mailbox.TakeUnsent(i => i.Signal.TargetInstance is { } meant && meant != admitted.Member.Instance))
        {
            _mailbox.Tell(item, Reasons.PeerReset);
        }
    }

    private void OnRefused(RoomNotice.Refused refused)
    {
        if (_asking is { } asking && asking.Instance == refused.Instance)
        {
            Refuse(asking.Session, refused.Code);
            _asking = null;
        }
        else if (Self?.Instance == refused.Instance && refused.Code != Reasons.PeerIdTaken && refused.Code != Reasons.RoomFull)
        {
            OnEnded(refused.Code); // the room was lost and does not take us back
        }
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
        foreach (var pair in _pairs.Values) DropHeld(pair, why);
        DropParked(why);
        _pairs.Clear();
        if (_mailbox.Session is { } old && why == Reasons.PeerReset) Refuse(old, Reasons.TakenOver);
        _mailbox.Disconnect();
        _outgoing = NewWindow();
        _undelivered = null;
        _early = null;
        _resendFrom = 0;
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

        if (!Self.Unlisted) _mailbox.Post(new MailItem { Kind = presence.Kind, About = member, Reason = presence.Reason });
        SendWholeTruthIfDue(now);
        Unpark(now);
        if (presence.Kind == EventKind.PeerJoined) SendEarlyTo(member.PeerId, member.JoinOrder);
        if (presence.Kind is not (EventKind.PeerLeft or EventKind.PeerReset)) return;

        if (_pairs.Remove(member.PeerId, out var pair)) DropHeld(pair, null);
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
        if (_pairs.Remove(peerId, out var pair)) DropHeld(pair, null);
    }

    private void DropHeld(Pair pair, Code? why)
    {
        foreach (var item in pair.Links().SelectMany(l => l.Link.Gate.TakeAll())) Unhold(item, why);
    }

    /// <summary>The state of the pair with another peer; of another instance than the one known, it starts anew.</summary>
    private Pair PairFor(string peerId, string? instance)
    {
        if (_pairs.TryGetValue(peerId, out var pair))
        {
            pair.Instance ??= instance;
            if (instance is null || pair.Instance == instance) return pair;
            DropHeld(pair, null);
        }

        if (_pairs.Count >= PairsMax) ForgetStrangers();
        return _pairs[peerId] = new Pair(peerId, instance, _roster.NegotiationBase);
    }

    /// <summary>Pairs with peers that never came are kept only while there are few.</summary>
    private void ForgetStrangers()
    {
        foreach (var stranger in _pairs.Keys.Where(peerId => _roster.Find(peerId) is null).ToList()) _pairs.Remove(stranger);
    }

    private int PairsMax => _limits.RoomPeers * 2;
}
