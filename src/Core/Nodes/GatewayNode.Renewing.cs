namespace Signaling.Core.Nodes;

/// <summary>What a gateway says from time to time, and what it forgets.</summary>
public sealed partial class GatewayNode
{
    /// <summary>How long an actor is remembered that no client needs, in milliseconds.</summary>
    internal const int StrangersMs = 600_000;

    private readonly Queue<(string Room, long At)> _renewals = new(); // every room of its clients once: all at once would hold up what clients send
    private readonly Dictionary<NodeAddress, long> _strangers = []; // whom none of its clients needs, since when
    private long _forgetAt = long.MaxValue;

    public override long WakeAt => Math.Min(_forgetAt, _renewals.TryPeek(out var first) ? first.At : long.MaxValue);

    private int RenewalMs => limits.GatewayLeaseMs / 3;

    protected override void OnTick(long now)
    {
        while (_renewals.TryPeek(out var first) && first.At <= now)
        {
            _renewals.Dequeue();
            Renew(first.Room, now);
        }

        if (_forgetAt > now) return;
        ForgetStrangers(now);
        _forgetAt = _byRoom.Count == 0 ? long.MaxValue : now + RenewalMs;
    }

    /// <summary>Tells a room that this gateway lives, and whose clients are here.</summary>
    private void Renew(string room, long now)
    {
        var (to, seats) = (NodeAddress.OfRoom(room), _byRoom[room]);
        foreach (var seat in seats.Where(seat => seat.LowestUnresolved != 0)) Probe(seat.Peer); // its actor may be lost, with what it sent, and nobody else speak to it
        if (WaitingFor(to) == 0) Send(to, new RenewalItem([.. seats.Where(seat => seat.Member is not null).Select(seat => seat.PeerId).Distinct()]));
        if (seats.Count > 0)
        {
            _renewals.Enqueue((room, now + RenewalMs));
            return;
        }

        _byRoom.Remove(room);
        _silentRooms.Remove(room);
    }

    /// <summary>
    /// Page loads have names of their own, so those that were met are no measure of those that are here. Long after: until then an older making of one
    /// may speak, and must not be heard.
    /// </summary>
    private void ForgetStrangers(long now)
    {
        var peers = _sessions.Values.Select(seat => seat.Peer).ToHashSet();
        Forget(other =>
        {
            if (other.Kind == NodeKind.Room ? !_byRoom.ContainsKey(other.Room) : !peers.Contains(other))
            {
                if (_strangers.TryAdd(other, now) || now - _strangers[other] < StrangersMs) return false;
                return _strangers.Remove(other);
            }

            _strangers.Remove(other);
            return false;
        });
    }
}
