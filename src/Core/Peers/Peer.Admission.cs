using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Peers;

/// <summary>The room lets us in or does not.</summary>
public sealed partial class Peer
{
    private string? _roomEpoch;

    private void OnAdmitted(RoomNotice.Admitted admitted, long now)
    {
        _mayMissSome |= admitted.How == Admission.Restored;
        var member = admitted.Member;
        if (_askedFor == member.Instance) _askedFor = null;
        if (_asking is not { } asking || asking.Instance != member.Instance)
        {
            // Nobody waits for this: the room knows us, or learnt of us again; or it is the second answer to one who asked twice.
            if (Self?.Instance == member.Instance) AdmittedAgain(member);
            else
            {
                BecomeMember(admitted, now);
                if (admitted.How == Admission.Restored) NumberOffersAnew(now);
            }

            Unpark(now);

            // The client went away before the room answered: it is a member whose page is gone.
            if (_mailbox.Session is null && admitted.How != Admission.Restored) _fx.ToRoom(new RoomRequest.Suspend(Id, _limits.ReloadWindowMs, Reasons.Left));
            return;
        }

        _asking = null;
        _roomEpoch = _roster.Epoch;
        BecomeMember(admitted, now);
        if (admitted.How == Admission.Restored) NumberOffersAnew(now);
        TakeOver(asking.Session);
        if (asking is { IsAnnounced: true, Resume.Seen: var lastSeq })
        {
            GoOn(asking.Session, lastSeq, now);
            ResendFrom(asking.ResendFrom);
            return;
        }

        Welcome(asking.Session, asking.Resume is null ? EventKind.ExistingPeers : EventKind.Resumed, recovered: false, now);
        StartAnew(asking.Session, now, after: null);
        _knowsNumbers = asking.Resume is null;
        AfterConnect(now);
        if (asking.ResendFrom == 0) return;

        // It spoke before it was heard: another making had answered it, or it did not wait.
        ResendFrom(asking.ResendFrom);
        if (asking.Resume is null) Error(asking.Session, Reasons.ServerLost, asking.ResendFrom);
    }

    /// <summary>This actor was lost, and what numbers its offers had: they do not go backwards.</summary>
    private void NumberOffersAnew(long now)
    {
        _negotiationBase = Roster.NegotiationBaseAt(now + _limits.ResumeWindowMs);
        foreach (var pair in _pairs) pair.NumberAfter(_negotiationBase);
    }

    /// <summary>A room that was made again knows us again. Those who heard of us late did not listen to what came before: it comes again.</summary>
    private void AdmittedAgain(Member member)
    {
        var isAnother = _roomEpoch is not null && _roomEpoch != _roster.Epoch;
        (_mailbox.Self, _roomEpoch) = (member, _roster.Epoch);
        if (!isAnother || !HasUnresolved || !member.Acks || _mailbox.Session is not { } session) return;
        ListenFrom(_outgoing.FirstOpen(1));
        Error(session, Reasons.ServerLost, _resendFrom);
    }

    /// <summary>
    /// The client is told who is here: just now, or with the number after <paramref name="after"/>. What those sent who are not is nothing to it.
    /// </summary>
    private void StartAnew(ISessionAddress session, long now, long? after)
    {
        foreach (var item in _mailbox.Take(item => !item.IsPresence && HasGone(item.About, now))) _mailbox.Tell(item, Reasons.PeerLeft);
        ParkStrangers();
        _mailbox.StartAnew(session, after ?? 0, after is null ? null : View(now));
    }

    private void BecomeMember(RoomNotice.Admitted admitted, long now)
    {
        if (admitted.How == Admission.Reset || (Self is { } old && old.Instance != admitted.Member.Instance)) Forget(Reasons.PeerReset);
        _mailbox.Self = admitted.Member;
        _roomEpoch = _roster.Epoch;
        _heardFromClient = admitted.How == Admission.Restored;
        _restoredAt = admitted.How == Admission.Restored ? now : long.MinValue;
        _welcomed = _hasSpoken = false;

        // We number for a client that does not, and nobody knows how far we had come: its receivers would take lower numbers for repeats.
        if (admitted is { How: Admission.Restored, Member.Acks: false } && _outgoing.Highest == 0) _outgoing = NewWindow(now);

        // What waited for whoever comes may have been meant for a page that is gone, or come from one that is.
        foreach (var item in _mailbox.TakeUnsent(i => i.Signal.TargetInstance is { } meant && meant != admitted.Member.Instance))
        {
            _mailbox.Tell(item, Reasons.PeerReset);
        }

        if (admitted.How == Admission.Restored) RememberDescribed(now);
    }

    private void OnRefused(RoomNotice.Refused refused)
    {
        if (_askedFor == refused.Instance) _askedFor = null;
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
}
