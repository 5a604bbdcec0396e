using Signaling.Core.Codes;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>Where members are connected, and which gateways still say so.</summary>
public sealed partial class RoomNode
{
    /// <summary>Has the peer's gateway say that its client is there: a peer's actor that was made anew does not know.</summary>
    private void AskGateway(string peerId, long now)
    {
        if (_gatewayOf.TryGetValue(peerId, out var gateway) && _roster.Find(peerId) is { Suspended: false })
        {
            Send(NodeAddress.OfGateway(gateway), new UnknownPeersItem(_roster.RoomName, [peerId]));
        }
        else if (!_gatewayOf.ContainsKey(peerId) && !_unseatedOnce.Add(peerId))
        {
            // No gateway has spoken of it, since it asked before.
            _unseatedOnce.Remove(peerId);
            _rules.Handle(new RoomRequest.Suspend(peerId, _limits.ResumeWindowMs, Reasons.WindowEnded), now, _fx);
        }
    }

    /// <summary>Whoever asked is the member now; one who was refused says nothing of where the member is connected.</summary>
    private bool IsHere(RequestItem item)
    {
        var asks = item.Request switch { RoomRequest.Join join => join.Member.Instance, RoomRequest.Restore restore => restore.Member.Instance, _ => item.Instance };
        return asks is null || _roster.Find(item.Request.PeerId)?.Instance == asks;
    }

    private void Seat(string peerId, string gateway, long now)
    {
        _gatewayOf[peerId] = gateway;
        _unseatedOnce.Remove(peerId);
        _leases[gateway] = now + _limits.GatewayLeaseMs;
    }

    /// <summary>A gateway without clients here does not renew again; when its lease ends, who seems to be there still is not.</summary>
    private void Renew(string gateway, IReadOnlyList<string> peers, long now)
    {
        _leases[gateway] = now + _limits.GatewayLeaseMs;
        var unknown = peers.Where(peerId => _gatewayOf.GetValueOrDefault(peerId) != gateway || _roster.Find(peerId) is not { Suspended: false }).ToList();
        if (unknown.Count > 0) Send(NodeAddress.OfGateway(gateway), new UnknownPeersItem(_roster.RoomName, unknown));
        SuspendMissing(gateway, peers, now);
    }

    /// <summary>
    /// A member that its gateway does not name twice in a row is not connected there any more: the word of it was lost with its actor. Once may
    /// be a join that came meanwhile.
    /// </summary>
    private void SuspendMissing(string gateway, IReadOnlyList<string> peers, long now)
    {
        foreach (var peerId in _gatewayOf.Where(seat => seat.Value == gateway).Select(seat => seat.Key).Except(peers).ToList())
        {
            if (_missedOnce.Add(peerId)) continue;
            _missedOnce.Remove(peerId);
            _gatewayOf.Remove(peerId);
            _rules.Handle(new RoomRequest.Suspend(peerId, _limits.ResumeWindowMs, Reasons.WindowEnded), now, _fx);
        }

        _missedOnce.ExceptWith(peers);
    }

    private void LoseGateway(string gateway, long now)
    {
        _leases.Remove(gateway);
        GiveUp(NodeAddress.OfGateway(gateway));
        foreach (var peerId in _gatewayOf.Where(seat => seat.Value == gateway).Select(seat => seat.Key).ToList())
        {
            _gatewayOf.Remove(peerId);
            _fx.Notify(peerId, new RoomNotice.GatewayLost(gateway));
            _rules.Handle(new RoomRequest.Suspend(peerId, _limits.ResumeWindowMs, Reasons.WindowEnded), now, _fx);
        }
    }
}
