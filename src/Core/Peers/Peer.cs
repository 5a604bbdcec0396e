using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Peers;

/// <summary>
/// A peer's actor: the mailbox to its client, the state of each pair it is part of, and the numbers it sends under. What its client
/// sends goes through it to the receiver's actor (<see cref="Send"/>, Peer.Sending.cs); what others send to it arrives in
/// <see cref="Receive"/> (Peer.Receiving.cs). It exists also before its client has joined, to keep what is sent to it.
/// Inputs and time in, effects out; a session that is not the present one is not listened to.
/// </summary>
public sealed partial class Peer
{
    private readonly IRoster _roster;
    private readonly Limits _limits;
    private readonly EffectBuffer _fx;
    private readonly Mailbox _mailbox;
    private readonly Dictionary<string, Pair> _pairs = [];
    private OutgoingWindow _outgoing;
    private Asking? _asking;
    private ISessionAddress? _welcomedAt;
    private bool _heardFromClient;
    private bool _welcomed;
    private bool _knowsNumbers;
    private bool _mayMissSome;
    private long _connectedAt;
    private long _restoredAt = long.MinValue;

    public Peer(string id, IRoster roster, Limits limits, EffectBuffer fx)
    {
        Id = id;
        _roster = roster;
        _limits = limits;
        _fx = fx;
        _mailbox = new Mailbox(id, limits, fx);
        _outgoing = NewWindow();
    }

    public string Id { get; }

    /// <summary>Somebody has joined under this id.</summary>
    public bool IsMember => Self is not null;

    /// <summary>Who has joined under this id.</summary>
    public Member? Member => Self;

    /// <summary>The gateway where the client is connected, or asks to be.</summary>
    public string? Gateway => (_asking?.Session ?? _mailbox.Session)?.Gateway;

    /// <summary>Whose word our client's messages wait for.</summary>
    public IReadOnlySet<string> Awaited => _outgoing.Awaited();

    /// <summary>Whether our client has messages without an outcome.</summary>
    public bool HasUnresolved => _outgoing.UnresolvedCount > 0;

    /// <summary>Nobody has joined under this id, and nothing waits for it: the actor can be forgotten.</summary>
    public bool IsIdle => Self is null && _asking is null && _mailbox.Count == 0 && _heldCount == 0;

    /// <summary>When <see cref="Tick"/> has something to do; <see cref="long.MaxValue"/> for never.</summary>
    public long WakeAt => Math.Min(Math.Min(Math.Min(_ackDueAt, _checkpointDueAt), _departedDueAt), Math.Min(_mailbox.NextExpiry, _heldCount > 0 ? _heldExpiry : long.MaxValue));

    /// <summary>What is kept for its client, as it counts in the bounds: for checks.</summary>
    internal int RetainedBytes => _mailbox.Bytes;

    private Member? Self => _mailbox.Self;

    /// <summary>A client asks for a new session.</summary>
    public void Join(ISessionAddress session, JoinRequest request)
    {
        if (Equals(_mailbox.Session, session)) return; // asked again by its gateway; the answer is on its way
        Ask(new Asking(session, new RoomRequest.Join(request.Member, RetryAllowed: !_heardFromClient, request.TicketInstance), null));
    }

    /// <summary>A client asks for the session it had.</summary>
    public void Resume(ISessionAddress session, ResumeRequest request, long now)
    {
        _heardFromClient = true;
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
        else if (_mailbox.Session is { } here)
        {
            if (!Equals(here, session)) Refuse(session, Reasons.StaleConnection);
        }
        else if (Equals(_welcomedAt, session))
        {
            Continue(Self, session, _mailbox.AckedSeq, now);
        }
        else
        {
            if (Self.Suspended) _fx.ToRoom(new RoomRequest.Resume(Id));
            GoOn(session, lastSeq, now);
            _resendFrom = resendFrom;
        }
    }

    /// <summary>The room was lost, perhaps with our client's question.</summary>
    public void AskAgain()
    {
        if (_asking is { } asking) _fx.ToRoom(asking.Request);
    }

    /// <summary>The client's connection ended without a word.</summary>
    public void Disconnect(ISessionAddress session, Disconnection how)
    {
        if (_asking is { } asking && Equals(asking.Session, session)) _asking = null;
        if (Self is null || !Equals(_mailbox.Session, session)) return;
        _mailbox.Disconnect();
        _fx.ToRoom(new RoomRequest.Suspend(
            Id, how == Disconnection.PageGone ? _limits.ReloadWindowMs : _limits.ResumeWindowMs, how == Disconnection.PageGone ? Reasons.Left : Reasons.WindowEnded));
    }

    /// <summary>The gateway where the client was connected is gone, and its connection with it.</summary>
    public void GatewayLost(string gateway)
    {
        if (_asking?.Session.Gateway == gateway) _asking = null;
        if (_mailbox.Session is { } session && session.Gateway == gateway) Disconnect(session, Disconnection.Lost);
    }

    /// <summary>The client leaves.</summary>
    public void Leave(ISessionAddress session)
    {
        if (Hears(session)) _fx.ToRoom(new RoomRequest.Leave(Id, Reasons.Left));
    }

    /// <summary>The client has new presence data.</summary>
    public void Update(ISessionAddress session, ReadOnlyMemory<byte> data)
    {
        if (Hears(session)) _fx.ToRoom(new RoomRequest.Update(Id, data));
    }

    /// <summary>The client has everything up to <paramref name="seen"/>.</summary>
    public void Acknowledge(ISessionAddress session, long seen, long now)
    {
        if (!Hears(session) || !Self!.Acks) return;
        if (seen > _mailbox.LastSeq)
        {
            Error(session, Reasons.BadSeen, 0);
            return;
        }

        _mailbox.Acknowledge(seen);
        _undelivered?.Confirm(seen);
        SendWholeTruthIfDue(now);
    }

    /// <summary>Time has come to <see cref="WakeAt"/>.</summary>
    public void Tick(long now)
    {
        if (_ackDueAt <= now) SendAck();
        if (_checkpointDueAt <= now) SendCheckpoint(now);
        if (_mailbox.NextExpiry <= now) ExpireWaiting(now);
        if (_heldCount > 0 && _heldExpiry <= now) ExpireHeld(now);
        if (_departedDueAt <= now) TellDeparted(now);
        SendWholeTruthIfDue(now);
    }

    /// <summary>Whether the input comes from the session that is here; notes that its client is alive.</summary>
    private bool Hears(ISessionAddress session)
    {
        if (Self is null || !Equals(_mailbox.Session, session)) return false;
        _heardFromClient = _knowsNumbers = true;
        return true;
    }

    /// <summary>The client is back: it gets what it has not had, if the numbers it knows are ours.</summary>
    private void Continue(Member self, ISessionAddress session, long seen, long now)
    {
        // Numbers that began anew with a resume mean nothing to a client until it has said something: the answer may have been lost, and what
        // it names as seen is of the numbers before. A client that moves may have acknowledged more on its old connection than it had when it
        // asked on the new one. One that does not acknowledge may have lost anything that was in the old one.
        var recovered = _welcomed && _knowsNumbers && self.Acks && seen <= _mailbox.LastSeq && seen >= _mailbox.FirstSeq;
        TakeOver(session);
        if (self.Suspended) _fx.ToRoom(new RoomRequest.Resume(Id));
        Welcome(session, EventKind.Resumed, recovered, now);
        if (recovered) _mailbox.Continue(session, seen);
        else StartAnew(session, now, after: null);
        _knowsNumbers &= recovered;
        _mayMissSome |= !recovered;
        AfterConnect(now);
    }

    private void Ask(Asking asking)
    {
        if (_asking is { } earlier && !Equals(earlier.Session, asking.Session)) Refuse(earlier.Session, earlier.IsAnnounced || asking.IsAnnounced ? Reasons.StaleConnection : Reasons.TakenOver);
        _asking = asking;
        _fx.ToRoom(asking.Request);
    }

    /// <summary>Fences the session that was there: what it still sends is not listened to.</summary>
    private void TakeOver(ISessionAddress session)
    {
        if (_mailbox.Session is { } old && !Equals(old, session)) Refuse(old, Reasons.TakenOver);
        _mailbox.Disconnect();
    }

    private void Refuse(ISessionAddress session, Code code)
    {
        if (code != Reasons.Goodbye) Error(session, code, 0); // what was asked for is no error
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Close, Code = code });
    }

    private void Error(ISessionAddress session, Code code, long number, int retryAfterMs = 0) =>
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Error, Code = code, Number = number, RetryAfterMs = retryAfterMs });

    /// <summary>The client's connection outlived another making of this actor: its numbers go on, and first of all it is told who is here.</summary>
    private void GoOn(ISessionAddress session, long lastSeq, long now)
    {
        var acks = Self!.Acks;
        Welcome(session, EventKind.Resumed, recovered: acks, now);
        StartAnew(session, now, acks ? lastSeq : null);
        (_knowsNumbers, _mayMissSome) = (true, true);
        AfterConnect(now);
    }

    private void Welcome(ISessionAddress session, EventKind kind, bool recovered, long now)
    {
        (_welcomed, _welcomedAt) = (true, session);
        _resendFrom = 0;

        // What is told again as undelivered right after this must not look delivered before.
        var resolvedTo = Math.Min(_outgoing.ResolvedTo, (_undelivered?.Lowest ?? long.MaxValue) - 1);
        _fx.ToClient(session, new ClientEvent { Kind = kind, View = View(now), Flag = recovered, Number = resolvedTo });
    }

    private RoomView View(long now) =>
        new(_roster.RoomName, _roster.Epoch, Self!, Self!.Unlisted ? [] : Array.FindAll(_roster.Snapshot(), m => m.PeerId != Id), _roster.SettlingMs(now));

    private void AfterConnect(long now)
    {
        _connectedAt = now;
        _undelivered?.TellAgain(_mailbox, _fx);
        if (_outgoing.Highest > _outgoing.ResolvedTo || _undelivered is { Lowest: < long.MaxValue }) _ackDueAt = Math.Min(_ackDueAt, now + _limits.AckDelayMs);
        SendWholeTruthIfDue(now);
    }

    private void SendWholeTruthIfDue(long now)
    {
        if (_mailbox.CanSendWholeTruth) _mailbox.PostWholeTruth(View(now));
    }

    private OutgoingWindow NewWindow(long resolvedTo = 0) => new(_limits.UnresolvedMessages, _limits.UnresolvedBytes, resolvedTo);

    /// <summary>A client that waits for the room's answer.</summary>
    private sealed record Asking(ISessionAddress Session, RoomRequest Request, ResumeRequest? Resume)
    {
        /// <summary>The instance that asks.</summary>
        public string Instance => Request is RoomRequest.Join join ? join.Member.Instance : Resume!.Member.Instance;

        /// <summary>Its gateway asks for it: its connection outlived another making of this actor.</summary>
        public bool IsAnnounced { get; init; }

        /// <summary>What is sent before this number comes again must not be taken; 0: everything may.</summary>
        public long ResendFrom { get; init; }
    }
}
