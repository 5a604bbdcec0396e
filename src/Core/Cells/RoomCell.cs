using Signaling.Core.Collections;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Core.Cells;

/// <summary>
/// A room and its peers in one place: hands what one machine asks for to the next until nothing is left to do. What remains is in
/// <see cref="Deliveries"/>, for the shell to take after every call. The in-process engine locks one of these per room; the simulator runs it bare.
/// </summary>
public sealed partial class RoomCell
{
    private readonly Limits _limits;
    private readonly Room _room;
    private PeerMap<Peer> _peers;
    private List<Peer>? _strangers; // those without a member that were touched in this call
    private readonly EffectBuffer _fx;

    /// <param name="name">The room's name.</param>
    /// <param name="epoch">Unique for this making of the room.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="settledAt">Until then members of a life before may come back with their tickets; 0 when there was none.</param>
    /// <param name="fx">Where the machines put what they want done; empty between calls but for the deliveries.</param>
    public RoomCell(string name, string epoch, Limits limits, long settledAt, EffectBuffer fx)
    {
        _limits = limits;
        _fx = fx;
        _room = new Room(name, epoch, limits, settledAt);
        WakeAt = _room.WakeAt;
    }

    public string Name => _room.Roster.RoomName;

    public IRoster Roster => _room.Roster;

    /// <summary>Nobody is in it and nothing waits in it: it can be forgotten.</summary>
    public bool IsEmpty => _room.IsEmpty && _peers.Count == 0;

    /// <summary>The peers, also those that are waited for: for checks.</summary>
    internal IEnumerable<Peer> Peers => _peers.ToArray();

    /// <summary>When <see cref="Tick"/> has something to do; <see cref="long.MaxValue"/> for never.</summary>
    public long WakeAt { get; private set; }

    /// <summary>What clients are to be told, in order.</summary>
    public Queue<Delivery> Deliveries => _fx.Lent.Deliveries;

    public Peer Join(ISessionAddress session, JoinRequest request, long now)
    {
        var peer = PeerFor(request.Member.PeerId);
        peer.Join(session, request);
        return Run(peer, now);
    }

    public Peer Resume(ISessionAddress session, ResumeRequest request, long now)
    {
        var peer = PeerFor(request.Member.PeerId);
        peer.Resume(session, request, now);
        return Run(peer, now);
    }

    /// <summary>A member sends; false when the message was not consumed (an error was delivered).</summary>
    public bool Send(Peer sender, ISessionAddress session, in Signal signal, ReadOnlySpan<char> target, long now)
    {
        var to = target.IsEmpty ? null : _peers.Find(target)?.Id ?? target.ToString();
        var consumed = sender.Send(session, signal, to, now);
        Run(sender, now);
        return consumed;
    }

    public void Acknowledge(Peer peer, ISessionAddress session, long seen, long now)
    {
        peer.Acknowledge(session, seen, now);
        Run(peer, now);
    }

    public void Update(Peer peer, ISessionAddress session, ReadOnlyMemory<byte> data, long now)
    {
        peer.Update(session, data);
        Run(peer, now);
    }

    public void Leave(Peer peer, ISessionAddress session, long now)
    {
        peer.Leave(session);
        Run(peer, now);
    }

    public void Disconnect(Peer peer, ISessionAddress session, Disconnection how, long now)
    {
        peer.Disconnect(session, how);
        Run(peer, now);
    }

    /// <summary>Time has come to <see cref="WakeAt"/>.</summary>
    public void Tick(long now)
    {
        _room.Tick(now, _fx);
        Drain(now); // so that no peer tells of a roster whose changes it has not heard of
        foreach (var peer in _peers)
        {
            if (peer.WakeAt > now) continue;
            peer.Tick(now);
            Note(peer);
        }

        Drain(now);
        WakeAt = _room.WakeAt;
        foreach (var peer in _peers) WakeAt = Math.Min(WakeAt, peer.WakeAt);
    }

    private Peer Run(Peer peer, long now)
    {
        Note(peer);
        Drain(now);
        WakeAt = Math.Min(WakeAt, peer.WakeAt);
        return peer;
    }

    private void Drain(long now)
    {
        var queues = _fx.Lent;
        while (true)
        {
            if (queues.Letters.TryDequeue(out var letter))
            {
                if (letter.IsOutcome && _peers.Find(letter.To) is null) continue; // its sender is gone
                var peer = PeerFor(letter.To);
                peer.Receive(letter, now);
                Note(peer);
            }
            else if (queues.Requests.TryDequeue(out var request))
            {
                _room.Handle(request, now, _fx);
                WakeAt = Math.Min(WakeAt, _room.WakeAt);
            }
            else if (queues.Notices.TryDequeue(out var notice))
            {
                Hand(notice, now);
            }
            else
            {
                break;
            }
        }

        if (_strangers is not null) ForgetIdle();
    }

    private void Hand(in PeerNotice notice, long now)
    {
        if (notice.To is { } to)
        {
            var peer = PeerFor(to);
            peer.Notice(notice.Notice, now);
            Note(peer);
            return;
        }

        if (Chronicle is not null && notice.Notice is RoomNotice.Presence change) Chronicle.Changed(change, now);
        foreach (var peer in _peers)
        {
            if (peer.Id == notice.Except) continue;
            peer.Notice(notice.Notice, now);
            Note(peer);
        }
    }

    /// <summary>A peer was called: when it wants to be woken, and whether it may be forgotten at the end.</summary>
    private void Note(Peer peer)
    {
        WakeAt = Math.Min(WakeAt, peer.WakeAt);
        if (!peer.IsMember) (_strangers ??= []).Add(peer);
    }

    private Peer PeerFor(string id)
    {
        if (_peers.TryFind(id, out var peer)) return peer;
        peer = new Peer(id, _room.Roster, _limits, _fx);
        _peers.Set(peer);
        return peer;
    }

    private void ForgetIdle()
    {
        foreach (var peer in _strangers!)
        {
            if (peer.IsIdle) _peers.Remove(peer.Id);
        }

        _strangers = null;
    }
}
