using System.Collections.Concurrent;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>A socket in one room: its session there, what it is told of it as events, and what it needs to go on there later.</summary>
internal sealed class RoomSeat : IClientSink
{
    private readonly PeerSocket _socket;
    private readonly ConcurrentDictionary<string, Member> _peers = new();
    private readonly Callers _callers = new();
    private RoomView? _view;
    private volatile int _callThread;
    private Fault? _fault;
    private bool _resuming;
    private volatile bool _mustDepart;
    private IceLease _ice;

    public RoomSeat(PeerSocket socket, string room, string fullName)
    {
        (_socket, Room, FullName) = (socket, room, fullName);
        Session = new ClientSession(socket.Services, this);
    }

    /// <summary>The room as the client calls it.</summary>
    public string Room { get; }

    /// <summary>The room as all doors call it.</summary>
    public string FullName { get; }

    public ClientSession Session { get; }

    /// <summary>With which the client resumes here; null before it is in.</summary>
    public string? Ticket { get; private set; }

    /// <summary>The server's last number for it.</summary>
    public long Seen { get; private set; }

    /// <summary>The room was lost and made again, and not all are back.</summary>
    public bool IsSettling => _view is null or { SettlingMs: > 0 };

    /// <summary>It is listed here, or has called.</summary>
    public bool Knows(string peerId) => _peers.ContainsKey(peerId) || _callers.Knows(peerId);

    /// <summary>The label of the connection that this peer offered last; clients that know no labels answer without.</summary>
    public string? LabelOf(string peerId) => _callers.LabelOf(peerId);

    public void Resume(string ticket, long seen)
    {
        _resuming = true;
        (Ticket, Seen) = (ticket, seen);
        Session.Resume(ticket, seen, _socket.Token);
    }

    /// <summary>Asks the session for something. Returns why it refused, when it does so at once.</summary>
    public Fault? Call(Action<ClientSession> what)
    {
        (_fault, _callThread) = (null, Environment.CurrentManagedThreadId);
        what(Session);
        _callThread = 0;
        return _fault;
    }

    /// <summary>Whom the client is in the room with, again.</summary>
    public void TellRoster()
    {
        if (_view is not null) TellPeers("existing-peers", _peers.Values);
    }

    /// <summary>Called about once a second.</summary>
    public void OnTick(long nowMs)
    {
        Session.CheckAccess(nowMs);
        if (!Session.IsWelcome || !_socket.Services.Ice.TryRenew(ref _ice, nowMs, out var servers)) return;
        SeatEvents.IceServers(_socket, this, servers.Span);
        _socket.Channel.Flush();
    }

    void IClientSink.Tell(in ClientEvent e)
    {
        if (e.Seq != 0) Seen = e.Seq;
        switch (e.Kind)
        {
            case EventKind.ExistingPeers or EventKind.Resumed: TakeView(e); break;
            case EventKind.PeerLeft:
                _peers.TryRemove(e.Peer!.PeerId, out _);
                _callers.Forget(e.Peer.PeerId);
                SeatEvents.Presence(_socket, "peer-left", e.Peer, e.Polite, e.Code);
                break;
            case EventKind.PeerReset: // which the tutorial does not know
                SeatEvents.Presence(_socket, "peer-left", e.Peer!, e.Polite, Reasons.PeerReset);
                Met("peer-joined", e);
                break;
            case EventKind.PeerJoined: Met("peer-joined", e); break;
            case EventKind.PeerUpdated: Met("peer-updated", e); break;
            case EventKind.PeerSuspended: Met("peer-suspended", e); break;
            case EventKind.PeerResumed: Met("peer-resumed", e); break;
            case EventKind.Signal:
                if (e.Signal.Kind == SignalKind.Offer) _callers.Note(e.Peer!.PeerId, e.Signal.Connection);
                SeatEvents.Signal(_socket, e);
                break;
            case EventKind.Undelivered: SeatEvents.Undelivered(_socket, e); break;
            case EventKind.Glare: SeatEvents.Glare(_socket, e); break;
            case EventKind.Error: TakeError(e); break;
            default: break; // own numbers are the gateway's
        }
    }

    /// <summary>No lock is held here, so this is where who may not stay leaves.</summary>
    void IClientSink.Flush()
    {
        if (_mustDepart)
        {
            _mustDepart = false;
            Session.Depart();
        }

        _socket.Channel.Flush();
    }

    void IClientSink.Ping()
    {
    }

    /// <summary>Only the seat is lost, unless another connection has the client now.</summary>
    void IClientSink.Close(Code code)
    {
        _mustDepart = code == Reasons.TokenExpired; // the socket lives on, so nobody else would take the client out of the room
        _socket.Remove(this);
        if (_resuming) _socket.Recovered(succeeded: false);
        else if (code == Reasons.TakenOver || code == Reasons.Abusive || code == Reasons.SlowReader) _socket.Channel.Close(code.Close, code.Name);
    }

    private void Met(string name, in ClientEvent e)
    {
        _peers[e.Peer!.PeerId] = e.Peer;
        SeatEvents.Presence(_socket, name, e.Peer, e.Polite, null);
    }

    private void TakeView(in ClientEvent e)
    {
        var before = _peers.Values.ToList();
        var isFirst = _view is null;
        _view = e.View!;
        Ticket = _socket.Services.TicketFor(_view);
        _peers.Clear();
        foreach (var peer in _view.Peers) _peers[peer.PeerId] = peer;
        if (_resuming)
        {
            _resuming = false;
            _socket.Recovered(succeeded: true);
            TellPeers("resumed", _view.Peers);
        }
        else if (isFirst)
        {
            TellPeers("existing-peers", _view.Peers);
        }
        else
        {
            // The whole truth again: what is new of it.
            foreach (var gone in before.Where(peer => !_peers.ContainsKey(peer.PeerId))) SeatEvents.Presence(_socket, "peer-left", gone, false, Reasons.WindowEnded);
            foreach (var peer in _view.Peers.Where(peer => before.All(had => had.PeerId != peer.PeerId)))
                SeatEvents.Presence(_socket, "peer-joined", peer, _view.Self.IsPoliteToward(peer), null);
        }
    }

    private void TellPeers(string name, IEnumerable<Member> peers) =>
        SeatEvents.ExistingPeers(_socket, this, name, _view!.Self, peers, _socket.Services.Ice.Open(_view, ref _ice).Span);

    private void TakeError(in ClientEvent e)
    {
        if (_callThread == Environment.CurrentManagedThreadId) _fault = new Fault(e.Code!, e.RetryAfterMs);
        else if (!_resuming) SocketReply.Error(_socket, e.Code!, e.RetryAfterMs);
    }
}
