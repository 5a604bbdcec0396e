using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Moderation;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Sessions;

/// <summary>Who the client is and what it may do: checked when it comes, when it brings a fresh token, and about once a second.</summary>
public sealed partial class ClientSession
{
    private string? _room;
    private Member? _self;
    private long _grantEnds;
    private IdentityRate? _rate;
    private int _tombstonesSeen;
    private bool _hasNewTombstones;
    private Code? _endAs;
    private volatile bool _isGone;

    /// <summary>Takes a fresh token of the same identity. On one that is no good the client is told, and what it had goes on until it ends.</summary>
    public void Refresh(string token)
    {
        if (!Admit() || !_services.Access.NeedsToken) return;
        if (_self is not { } self || _room is not { } room)
        {
            Error(Reasons.NotJoined);
            return;
        }

        var verdict = _services.Access.Check(token);
        if (verdict.Grant is not { } grant) Tell(verdict.Code!, verdict.RetryAfterMs);
        else if (grant.Identity != self.Identity) Tell(Reasons.IdentityMismatch);
        else if (!grant.Admits(room)) Expel(Reasons.RoomForbidden);
        else
        {
            _self = self with { Rights = grant.Rights, GrantEnds = grant.EndsAtMs };
            Volatile.Write(ref _grantEnds, grant.EndsAtMs);
            _services.Engine.Authorize(this, grant.Rights, grant.EndsAtMs);
        }
    }

    /// <summary>A moderator removes a peer from its own room, for a time (null: the usual).</summary>
    public void Kick(string peerId, int? seconds, string? note) =>
        Moderate(seconds, moderator => moderator.KickAsync(_room!, peerId, seconds, note));

    /// <summary>A moderator closes its own room, for a time (null: the usual).</summary>
    public void CloseRoom(int? seconds, string? note) =>
        Moderate(seconds, moderator => moderator.CloseRoomAsync(_room!, seconds, note));

    /// <summary>Called about once a second: whether the client may still be here.</summary>
    public void CheckAccess(long nowMs)
    {
        if (_ended || _self is not { } self) return;
        var ends = Volatile.Read(ref _grantEnds);
        if (ends != 0 && nowMs >= ends)
        {
            Refuse(Reasons.TokenExpired); // the session waits for a fresh one
            return;
        }

        var version = _services.Access.TombstonesVersion;
        if (version != _tombstonesSeen)
        {
            (_tombstonesSeen, _hasNewTombstones) = (version, true); // the room removes whom it has, and can say so: it is given until the next look
            return;
        }

        if (!_hasNewTombstones) return;
        _hasNewTombstones = false;
        if (_services.Access.Bar(_room!, self.PeerId, self.Identity) is { } tombstone) Expel(tombstone.Code);
    }

    /// <summary>Whether a token lets its bearer into a room; otherwise the connection ends. Without authentication everybody may come, as nobody.</summary>
    private bool Admits(string? token, string room, out Grant? grant)
    {
        grant = null;
        if (!_services.Access.NeedsToken) return true;
        var verdict = _services.Access.Check(token);
        if (verdict.Grant is null) Refuse(verdict.Code!, verdict.RetryAfterMs);
        else if (!verdict.Grant.Admits(room)) Refuse(Reasons.RoomForbidden);
        else grant = verdict.Grant;
        return grant is not null;
    }

    /// <summary>
    /// Whether a client may have the session of its ticket: with a token of the same identity, or while the one that the ticket was issued for lasts.
    /// Otherwise the connection ends; the session stays as it is.
    /// </summary>
    private bool Admits(string? token, Ticket ticket, out Grant? grant)
    {
        grant = null;
        if (!_services.Access.NeedsToken) return true;
        if (token is null)
        {
            if (ticket.GrantEnds > _services.Clock.NowMs) return true;
            Refuse(ticket.GrantEnds == 0 ? Reasons.TokenMissing : Reasons.TokenExpired);
            return false;
        }

        if (!Admits(token, ticket.Room, out grant)) return false;
        if (grant!.Identity == ticket.Identity) return true;
        Refuse(Reasons.IdentityMismatch);
        return false;
    }

    /// <summary>Whether a tombstone keeps the client out; then the connection ends.</summary>
    private bool IsBarred(string room, Member member)
    {
        _tombstonesSeen = _services.Access.TombstonesVersion;
        if (_services.Access.Bar(room, member.PeerId, member.Identity) is not { } tombstone) return false;
        Refuse(tombstone.Code);
        return true;
    }

    private void Moderate(int? seconds, Func<Moderator, Task> deed)
    {
        if (!Admit()) return;
        if (_self is not { } self || (self.Rights & Rights.Moderate) == 0) Error(Reasons.NotAllowed);
        else if (seconds is { } time && !_services.Access.Moderator.Accepts(time)) Error(Reasons.BadField);
        else _ = DoAsync(deed(_services.Access.Moderator));
    }

    private async Task DoAsync(Task deed)
    {
        try
        {
            await deed;
        }
        catch (Exception e)
        {
            _services.Access.Moderator.LogFailed(e);
            Error(Reasons.ServerLost);
        }
    }

    /// <summary>The client is in, or in again: what it may do is in the member.</summary>
    private void TakeSelf(RoomView view)
    {
        (_room, _self) = (view.Room, view.Self);
        Volatile.Write(ref _grantEnds, view.Self.GrantEnds);
        if (_rate is null && _services.Access.NeedsToken && view.Self.Identity is { } identity)
        {
            Interlocked.Exchange(ref _rate, _services.Access.Rates.Take(identity));
            if (_isGone) GiveRateBack(); // the welcome was on its way when the connection ended
        }
    }

    /// <summary>The client may not be here any more: it is told and leaves.</summary>
    private void Expel(Code code)
    {
        if (_ended) return;
        _endAs = code;
        Tell(code);
        _services.Engine.Leave(this);
    }

    private void GiveRateBack()
    {
        if (Interlocked.Exchange(ref _rate, null) is { } rate) _services.Access.Rates.GiveBack(rate);
    }

    private void Tell(Code code, int retryAfterMs = 0, long number = 0)
    {
        Tell(new ClientEvent { Kind = EventKind.Error, Code = code, Number = number, RetryAfterMs = retryAfterMs });
        _sink.Flush();
    }
}
