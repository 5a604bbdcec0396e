using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Peers;

/// <summary>What the room says: that we are in, that we are out, and who else came and went.</summary>
public sealed partial class Peer
{
    /// <summary>A notice from the room, in the room's order.</summary>
    public void Notice(RoomNotice notice, long now)
    {
        switch (notice)
        {
            case RoomNotice.Admitted admitted: OnAdmitted(admitted, now); break;
            case RoomNotice.Refused refused: OnRefused(refused.Code); break;
            case RoomNotice.SelfChanged changed: if (Self?.Instance == changed.Member.Instance) _mailbox.Self = changed.Member; break;
            case RoomNotice.Ended ended: if (Self?.Instance == ended.Member.Instance) OnEnded(ended.Reason); break;
            case RoomNotice.Presence presence: OnPresence(presence, now); break;
            case RoomNotice.Settled: if (Self is not null) _mailbox.PostWholeTruth(View(now)); break;
            default: throw new InvalidOperationException($"Unknown notice {notice.GetType().Name}.");
        }
    }

    private void OnAdmitted(RoomNotice.Admitted admitted, long now)
    {
        if (_asking is not { } asking)
        {
            // The client went away before the room answered: it is a member whose page is gone.
            BecomeMember(admitted, now);
            _mailbox.Disconnect();
            _fx.ToRoom(new RoomRequest.Suspend(Id, _limits.ReloadWindowMs, Reasons.Left));
            return;
        }

        _asking = null;
        BecomeMember(admitted, now);
        TakeOver(asking.Session);
        Welcome(asking.Session, asking.Resume is null ? EventKind.ExistingPeers : EventKind.Resumed, recovered: false, now);
        StartAnew(asking.Session);
        AfterConnect(now);
    }

    /// <summary>The client was just told who is here. What those sent who are not is nothing to it: nobody waits for an outcome.</summary>
    private void StartAnew(ISessionAddress session)
    {
        _mailbox.Take(item => !item.IsPresence && _roster.Find(item.About.PeerId)?.Instance != item.About.Instance);
        _mailbox.StartAnew(session);
    }

    private void BecomeMember(RoomNotice.Admitted admitted, long now)
    {
        if (admitted.How == Admission.Reset) Forget(Reasons.PeerReset);
        _mailbox.Self = admitted.Member;
        _heardFromClient = admitted.How == Admission.Restored;

        // We number for a client that does not, and nobody knows how far we had come: its receivers would take lower numbers for repeats.
        if (admitted is { How: Admission.Restored, Member.Acks: false }) _outgoing = NewWindow(now);

        // What waited for whoever comes may have been meant for a page that is gone.
        foreach (var item in _mailbox.TakeUnsent(i => i.Signal.TargetInstance is { } meant && meant != admitted.Member.Instance))
        {
            _mailbox.Tell(item, Reasons.PeerReset);
        }
    }

    private void OnRefused(Code code)
    {
        if (_asking is not { } asking) return;
        _asking = null;
        Refuse(asking.Session, code);
    }

    /// <summary>We are a member no more. Senders whose messages were not acknowledged are told.</summary>
    private void OnEnded(Code reason)
    {
        if (_mailbox.Session is { } session) _fx.ToClient(session, new ClientEvent { Kind = EventKind.Close, Code = reason == Reasons.Left ? Reasons.Goodbye : reason });
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
        _pairs.Clear();
        if (_mailbox.Session is { } old && why == Reasons.PeerReset) Refuse(old, Reasons.TakenOver);
        _mailbox.Disconnect();
        _outgoing = NewWindow();
        _undelivered = null;
        _ackDueAt = long.MaxValue;
        _resolvedSinceAck = 0;
    }

    private void OnPresence(RoomNotice.Presence presence, long now)
    {
        var member = presence.Member;
        if (Self is not null)
        {
            _mailbox.Post(new MailItem { Kind = presence.Kind, About = member, Reason = presence.Reason });
        }
        else if (presence.Kind is EventKind.PeerLeft or EventKind.PeerReset)
        {
            // Nobody is here yet who could have known the one who left: what it had sent is void.
            _mailbox.TakeUnsent(i => i.About.PeerId == member.PeerId);
        }

        if (presence.Kind is EventKind.PeerLeft or EventKind.PeerReset && _pairs.Remove(member.PeerId, out var pair)) DropHeld(pair, null);
        if (Self is not null) SendWholeTruthIfDue(now);
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
        return _pairs[peerId] = new Pair(peerId, instance);
    }

    /// <summary>Pairs with peers that never came are kept only while there are few.</summary>
    private void ForgetStrangers()
    {
        foreach (var stranger in _pairs.Keys.Where(peerId => _roster.Find(peerId) is null).ToList()) _pairs.Remove(stranger);
    }

    private int PairsMax => _limits.RoomPeers * 2;
}
