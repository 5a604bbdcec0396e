using Signaling.Core.Codes;
using Signaling.Core.Collections;
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
public sealed partial class Peer : IOfPeer
{
    private readonly IRoster _roster;
    private readonly Limits _limits;
    private readonly EffectBuffer _fx;
    private readonly Mailbox _mailbox;
    private PeerMap<Pair> _pairs;
    private OutgoingWindow _outgoing;
    private Asking? _asking;
    private string? _askedFor; // the page that the room was asked for last, until it answers
    private ISessionAddress? _welcomedAt;
    private ISessionAddress? _fenced; // the last connection that another one took over from
    private bool _heardFromClient;
    private bool _hasSpoken; // here, as who it is now: it has had an answer of ours
    private bool _welcomed;
    private bool _knowsNumbers;
    private bool _mayMissSome;
    private long _connectedAt;
    private long _negotiationBase;
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

    string IOfPeer.PeerId => Id;

    /// <summary>Somebody has joined under this id.</summary>
    public bool IsMember => Self is not null;

    /// <summary>Who has joined under this id.</summary>
    public Member? Member => Self;

    /// <summary>The gateway where the client is connected, or asks to be.</summary>
    public string? Gateway => Session?.Gateway;

    /// <summary>Where the client is connected, or asks to be.</summary>
    public ISessionAddress? Session => _asking?.Session ?? _mailbox.Session;

    /// <summary>Whether the room was asked to let this page replace the one that is here; it may, although the page is gone meanwhile.</summary>
    public bool IsToBecome(string? instance) => instance is not null && _askedFor == instance && Self?.Instance != instance;

    /// <summary>Whose word our client's messages wait for.</summary>
    public IReadOnlySet<string> Awaited => _outgoing.Awaited();

    /// <summary>Whether our client has messages without an outcome.</summary>
    public bool HasUnresolved => _outgoing.UnresolvedCount > 0;

    /// <summary>Nobody has joined under this id, and nothing waits for it: the actor can be forgotten.</summary>
    public bool IsIdle => Self is null && _asking is null && _mailbox.Count == 0 && _heldCount == 0;

    /// <summary>When <see cref="Tick"/> has something to do; <see cref="long.MaxValue"/> for never.</summary>
    public long WakeAt => Math.Min(Math.Min(Math.Min(_ackDueAt, _checkpointDueAt), Math.Min(_departedDueAt, _insistAt)), Math.Min(_mailbox.NextExpiry, _heldCount > 0 ? _heldExpiry : long.MaxValue));

    /// <summary>What is kept for its client, as it counts in the bounds: for checks.</summary>
    internal int RetainedBytes => _mailbox.Bytes;

    private Member? Self => _mailbox.Self;

    /// <summary>The client's connection ended without a word.</summary>
    public void Disconnect(ISessionAddress session, Disconnection how)
    {
        if (_asking is { } asking && Equals(asking.Session, session)) _asking = null;
        if (Self is null || !Equals(_mailbox.Session, session)) return;
        _mailbox.Disconnect();
        if (how == Disconnection.Confused) _knowsNumbers = false;
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
        if (!Hears(session)) return;
        if (May(Self!, null)) _fx.ToRoom(new RoomRequest.Update(Id, data));
        else Error(session, Reasons.NotAllowed, 0);
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
        if (_insistAt <= now) Insist();
        SendWholeTruthIfDue(now);
    }

    /// <summary>Whether the input comes from the session that is here; notes that its client is alive.</summary>
    private bool Hears(ISessionAddress session)
    {
        if (Self is null) return false;
        var isHere = Equals(_mailbox.Session, session);
        _heardFromClient |= isHere;
        if (isHere || (_mailbox.Session is null && Equals(_welcomedAt, session))) _knowsNumbers = _hasSpoken = true; // it has its answer, also where its connection is thought to be gone
        return isHere;
    }

    private void Refuse(ISessionAddress session, Code code)
    {
        if (code != Reasons.Goodbye) Error(session, code, 0); // what was asked for is no error
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Close, Code = code });
    }

    private void Error(ISessionAddress session, Code code, long number, int retryAfterMs = 0) =>
        _fx.ToClient(session, new ClientEvent { Kind = EventKind.Error, Code = code, Number = number, RetryAfterMs = retryAfterMs });

    private void Welcome(ISessionAddress session, EventKind kind, bool recovered, long now, long seen = 0, bool wasThere = false)
    {
        if (!Equals(_welcomedAt, session)) _fenced = _welcomedAt;
        (_welcomed, _welcomedAt) = (true, session);
        (_resendFrom, _lowestIgnored) = (0, 0);

        // What is told again as undelivered right after this must not look delivered before.
        var resolvedTo = Math.Min(_outgoing.ResolvedTo, (_undelivered?.Lowest ?? long.MaxValue) - 1);
        _fx.ToClient(session, new ClientEvent { Kind = kind, View = View(now), Flag = recovered, Number = resolvedTo, Seen = seen, WasThere = wasThere });
    }

    private RoomView View(long now) =>
        new(_roster.RoomName, _roster.Epoch, Self!, !Self!.SeesOthers ? [] : Array.FindAll(_roster.Snapshot(), m => m.PeerId != Id), _roster.SettlingMs(now));

    private void AfterConnect(long now)
    {
        _connectedAt = now;
        _undelivered?.TellAgain(_mailbox, _fx);
        if (_outgoing.Highest > _outgoing.ResolvedTo || _undelivered is { Lowest: < long.MaxValue }) _ackDueAt = Math.Min(_ackDueAt, now + _limits.AckDelayMs);
        SendWholeTruthIfDue(now);
    }

    private void SendWholeTruthIfDue(long now)
    {
        if (_mailbox.CanSendWholeTruth) TellWholeTruth(now);
    }

    private OutgoingWindow NewWindow(long resolvedTo = 0) => new(_limits.UnresolvedMessages, _limits.UnresolvedBytes, resolvedTo);
}
