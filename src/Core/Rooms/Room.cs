using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>
/// A room: who is in it, in which order, and who is away for a moment. It owns the roster and nothing else; messages do not pass
/// through it. Input and time in, notices out (promise P5: each departure is decided here, once).
/// </summary>
public sealed partial class Room
{
    private readonly Limits _limits;
    private readonly Roster _roster;
    private Dictionary<string, Absence>? _absent;
    private long _settledAt;
    private long _absenceEndsAt = long.MaxValue; // of the first; may be of one who is back already

    /// <param name="name">The room's name.</param>
    /// <param name="epoch">Unique for this making of the room.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="settledAt">Until then the room may have members that it forgot; 0 when it never existed before.</param>
    /// <param name="making">Tells this making of the room from others, where there may be several: from <see cref="Rooms.Roster.MakingOf"/>.</param>
    public Room(string name, string epoch, Limits limits, long settledAt, int making = 0)
    {
        _limits = limits;
        _settledAt = settledAt;
        _roster = new Roster(name, epoch, settledAt) { Making = making };
    }

    public IRoster Roster => _roster;

    /// <summary>All members, also those that are told to nobody.</summary>
    public IEnumerable<Member> Everybody() => _roster.Everybody();

    /// <summary>No members, and none expected back.</summary>
    public bool IsEmpty => _roster.Count == 0 && _settledAt == 0;

    /// <summary>When <see cref="Tick"/> may have something to do; <see cref="long.MaxValue"/> for never.</summary>
    public long WakeAt => Math.Min(_settledAt == 0 ? long.MaxValue : _settledAt, _absenceEndsAt);

    public void Handle(RoomRequest request, long now, EffectBuffer fx)
    {
        switch (request)
        {
            case RoomRequest.Join join: Join(join, now, fx); break;
            case RoomRequest.Restore restore: Restore(restore.Member, now, fx); break;
            case RoomRequest.Suspend suspend: Suspend(suspend, now, fx); break;
            case RoomRequest.Resume resume: Resume(resume.PeerId, now, fx); break;
            case RoomRequest.Leave leave: Remove(leave.PeerId, leave.Reason, now, fx); break;
            case RoomRequest.Inquire inquire: Inquire(inquire.PeerId, fx); break;
            case RoomRequest.Update update: Update(update, now, fx); break;
            case RoomRequest.Authorize authorize: Authorize(authorize, now, fx); break;
            default: throw new InvalidOperationException($"Unknown request {request.GetType().Name}.");
        }
    }

    public void Tick(long now, EffectBuffer fx)
    {
        if (_absenceEndsAt <= now) EndAbsences(now, fx);
        if (_settledAt != 0 && now >= _settledAt)
        {
            _settledAt = 0;
            _roster.Settle(now);
            if (_roster.Count > 0) fx.NotifyOthers("", new RoomNotice.Settled());
        }
    }

    private void EndAbsences(long now, EffectBuffer fx)
    {
        _absenceEndsAt = long.MaxValue;
        foreach (var (peerId, absence) in (_absent ?? []).Where(a => a.Value.Until <= now).OrderBy(a => a.Value.Until).ToList())
        {
            Remove(peerId, absence.Reason, now, fx);
        }

        foreach (var absence in (_absent ?? []).Values) _absenceEndsAt = Math.Min(_absenceEndsAt, absence.Until);
    }

    private void Join(RoomRequest.Join join, long now, EffectBuffer fx)
    {
        var joining = join.Member;
        if (Bars(joining, now, fx)) return;
        if (_roster.Find(joining.PeerId) is not { } there)
        {
            if (!joining.Unlisted && _roster.ListedCount >= _limits.RoomPeers) fx.Notify(joining.PeerId, new RoomNotice.Refused(Reasons.RoomFull, joining.Instance));
            else Admit(_roster.Add(joining, now), Admission.New, fx);
            return;
        }

        var isOwner = (join.TicketInstance is { } held && held == there.Instance) || (joining.Identity is { } who && who == there.Identity);
        if (joining.Instance == there.Instance && (isOwner || join.RetryAllowed))
        {
            IsBack(joining.PeerId);
            var member = joining with { JoinOrder = there.JoinOrder, Version = there.Version, Unlisted = there.Unlisted };
            _roster.Replace(member, now);
            fx.Notify(member.PeerId, new RoomNotice.Admitted(member, Admission.Retry));
            if (there.Suspended) TellOthers(EventKind.PeerResumed, member, null, fx);
        }
        else if (isOwner)
        {
            IsBack(joining.PeerId);
            _roster.Remove(there, now);
            Admit(_roster.Add(joining, now), Admission.Reset, fx);
        }
        else
        {
            fx.Notify(joining.PeerId, new RoomNotice.Refused(Reasons.PeerIdTaken, joining.Instance));
        }
    }

    private void Admit(Member member, Admission how, EffectBuffer fx)
    {
        fx.Notify(member.PeerId, new RoomNotice.Admitted(member, how));
        TellOthers(how == Admission.Reset ? EventKind.PeerReset : EventKind.PeerJoined, member, null, fx);
    }

    private void Restore(Member member, long now, EffectBuffer fx)
    {
        if (Bars(member, now, fx)) return;
        if (_roster.Find(member.PeerId) is { } there)
        {
            // The peer's actor was lost, not the room.
            fx.Notify(member.PeerId, there.Instance == member.Instance
                ? new RoomNotice.Admitted(there, Admission.Restored)
                : new RoomNotice.Refused(Reasons.PeerReplaced, member.Instance));
        }
        else if (_settledAt == 0 || now >= _settledAt)
        {
            fx.Notify(member.PeerId, new RoomNotice.Refused(Reasons.ResumeExpired, member.Instance));
        }
        else
        {
            if (member.Suspended) IsAway(member.PeerId, new Absence(now + _limits.ResumeWindowMs, Reasons.WindowEnded));
            Admit(_roster.Restore(member, now), Admission.Restored, fx);
        }
    }

    /// <summary>A peer's actor that was made anew asks whether it is anybody.</summary>
    private void Inquire(string peerId, EffectBuffer fx)
    {
        if (_roster.Find(peerId) is { } there) fx.Notify(peerId, new RoomNotice.Admitted(there, Admission.Restored));
    }

    private void Suspend(RoomRequest.Suspend suspend, long now, EffectBuffer fx)
    {
        if (_roster.Find(suspend.PeerId) is not { Suspended: false } there) return;
        IsAway(there.PeerId, new Absence(now + suspend.WindowMs, suspend.Reason));
        Change(there with { Suspended = true }, EventKind.PeerSuspended, now, fx);
    }

    private void Resume(string peerId, long now, EffectBuffer fx)
    {
        if (!IsBack(peerId) || _roster.Find(peerId) is not { } there) return;
        Change(there with { Suspended = false }, EventKind.PeerResumed, now, fx);
    }

    private void Update(RoomRequest.Update update, long now, EffectBuffer fx)
    {
        if (_roster.Find(update.PeerId) is { } there) Change(there with { Data = update.Data }, EventKind.PeerUpdated, now, fx);
    }

    private void Change(Member member, EventKind kind, long now, EffectBuffer fx)
    {
        _roster.Replace(member, now);
        fx.Notify(member.PeerId, new RoomNotice.SelfChanged(member));
        TellOthers(kind, member, null, fx);
    }

    private void Remove(string peerId, Code reason, long now, EffectBuffer fx)
    {
        IsBack(peerId);
        if (_roster.Find(peerId) is not { } there) return;
        _roster.Remove(there, now);
        fx.Notify(peerId, new RoomNotice.Ended(there, reason));
        TellOthers(EventKind.PeerLeft, there, reason, fx);
    }

    private void IsAway(string peerId, Absence absence)
    {
        (_absent ??= [])[peerId] = absence;
        _absenceEndsAt = Math.Min(_absenceEndsAt, absence.Until);
    }

    /// <summary>Or gone for good; false when it was not away.</summary>
    private bool IsBack(string peerId)
    {
        if (_absent?.Remove(peerId) != true) return false;
        if (_absent.Count == 0) (_absent, _absenceEndsAt) = (null, long.MaxValue);
        return true;
    }

    private static void TellOthers(EventKind kind, Member member, Code? reason, EffectBuffer fx)
    {
        if (!member.Unlisted) fx.NotifyOthers(member.PeerId, new RoomNotice.Presence(kind, member, reason));
    }

    private readonly record struct Absence(long Until, Code Reason);
}
