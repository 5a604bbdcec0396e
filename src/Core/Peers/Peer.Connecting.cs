using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Peers;

/// <summary>A client asks to be here, for the first time or again, and the room or what is known here answers.</summary>
public sealed partial class Peer
{
    /// <summary>A client asks for a new session.</summary>
    public void Join(ISessionAddress session, JoinRequest request)
    {
        if (Equals(_mailbox.Session, session)) return; // asked again by its gateway; the answer is on its way
        Ask(new Asking(session, new RoomRequest.Join(request.Member, RetryAllowed: !_heardFromClient, request.TicketInstance), null));
    }

    /// <summary>A client asks for the session it had.</summary>
    public void Resume(ISessionAddress session, ResumeRequest request, long now)
    {
        (_heardFromClient, _unheard) = (true, 0);
        if (Self is not { } self)
        {
            Ask(new Asking(session, new RoomRequest.Restore(request.Member), request));
        }
        else if (self.Instance != request.Member.Instance)
        {
            Refuse(session, Reasons.PeerReplaced);
        }
        else if (!Equals(_mailbox.Session, session))
        {
            if (request.HasToken) TakeGrant(request.Member.Rights, request.Member.GrantEnds);
            Continue(self, session, request.Seen, now);
        }
    }

    /// <summary>
    /// A gateway says that a client is connected to it, because it or this actor was lost and made again. Where another connection is here
    /// already, that one is newer.
    /// </summary>
    /// <param name="session">The connection.</param>
    /// <param name="member">Who the client is.</param>
    /// <param name="resendFrom">The lowest number of the client without an outcome; 0 for none.</param>
    /// <param name="lastSeq">The last number that the client was given there.</param>
    /// <param name="now">The time.</param>
    public void Announce(ISessionAddress session, Member member, long resendFrom, long lastSeq, long now)
    {
        if (Self is null)
        {
            _heardFromClient = true;
            Ask(new Asking(session, new RoomRequest.Restore(member), new ResumeRequest(member, lastSeq)) { IsAnnounced = true, ResendFrom = resendFrom });
        }
        else if (Self.Instance != member.Instance)
        {
            Refuse(session, Reasons.PeerReplaced);
        }
        else if (Equals(_fenced, session))
        {
            Refuse(session, Reasons.StaleConnection); // its gateway has not heard yet that another one took over
        }
        else if (_mailbox.Session is { } here)
        {
            if (!Equals(here, session)) Refuse(session, Reasons.StaleConnection);
        }
        else if (Equals(_welcomedAt, session))
        {
            _knowsNumbers = true; // the answer it had there was not lost, nor was the connection
            Continue(Self, session, _mailbox.AckedSeq, now);
            ResendFrom(resendFrom);
        }
        else if (_welcomed)
        {
            _knowsNumbers &= _hasSpoken; // it was told of others there, and our answer may not have come where it asked
            Refuse(session, Reasons.StaleConnection); // its page has asked here on another one since
        }
        else
        {
            if (Self.Suspended) _fx.ToRoom(new RoomRequest.Resume(Id));
            GoOn(session, lastSeq, now);
            ResendFrom(resendFrom);
        }
    }

    /// <summary>The room was lost, perhaps with our client's question.</summary>
    public void AskAgain()
    {
        _askedFor = _asking?.Instance;
        if (_asking is { } asking) _fx.ToRoom(asking.Request);
    }

    /// <summary>The client is back: it gets what it has not had, if the numbers it knows are ours.</summary>
    private void Continue(Member self, ISessionAddress session, long seen, long now)
    {
        // Numbers that began anew with a resume mean nothing to a client until it has said something: the answer may have been lost, and what
        // it names as seen is of the numbers before. A client that moves may have acknowledged more on its old connection than it had when it
        // asked on the new one. One that does not acknowledge may have lost anything that was in the old one.
        var recovered = _welcomed && _knowsNumbers && self.Acks && seen <= _mailbox.LastSeq && seen >= _mailbox.FirstSeq;
        var wasThere = _welcomed;
        TakeOver(session);
        if (self.Suspended) _fx.ToRoom(new RoomRequest.Resume(Id));
        Welcome(session, EventKind.Resumed, recovered, now, recovered ? Math.Max(seen, _mailbox.AckedSeq) : 0, wasThere);
        if (recovered) _mailbox.Continue(session, seen);
        else StartAnew(session, now, after: null);
        _knowsNumbers &= recovered;
        _mayMissSome |= !recovered;
        AfterConnect(now);
    }

    /// <summary>The client's connection outlived another making of this actor: its numbers go on, and first of all it is told who is here.</summary>
    private void GoOn(ISessionAddress session, long lastSeq, long now)
    {
        var acks = Self!.Acks;
        lastSeq = Math.Max(lastSeq, _mailbox.LastSeq); // its gateway spoke before it had all of ours; what it never gets, it will miss
        Welcome(session, EventKind.Resumed, recovered: acks, now);
        StartAnew(session, now, acks ? lastSeq : null);
        (_knowsNumbers, _mayMissSome) = (true, true);
        AfterConnect(now);
    }

    private void Ask(Asking asking)
    {
        if (_asking is { } earlier && !Equals(earlier.Session, asking.Session)) Refuse(earlier.Session, earlier.IsAnnounced || asking.IsAnnounced ? Reasons.StaleConnection : Reasons.TakenOver);
        (_asking, _askedFor) = (asking, asking.Instance);
        _fx.ToRoom(asking.Request);
    }

    /// <summary>Fences the session that was there: what it still sends is not listened to.</summary>
    private void TakeOver(ISessionAddress session)
    {
        if (_mailbox.Session is { } old && !Equals(old, session)) Refuse(old, Reasons.TakenOver);
        _mailbox.Disconnect();
    }

    /// <summary>A client that waits for the room's answer.</summary>
    private sealed record Asking(ISessionAddress Session, RoomRequest Request, ResumeRequest? Resume)
    {
        /// <summary>The instance that asks.</summary>
        public string Instance => Request is RoomRequest.Join join ? join.Member.Instance : Resume!.Member.Instance;

        /// <summary>Its gateway asks for it: its connection outlived another making of this actor.</summary>
        public bool IsAnnounced { get; init; }

        /// <summary>What is sent before this number comes again must not be taken; 0: everything may.</summary>
        public long ResendFrom { get; set; }

        /// <summary>This number came too early.</summary>
        public void Missed(long number) => ResendFrom = ResendFrom == 0 ? number : Math.Min(ResendFrom, number);
    }
}
