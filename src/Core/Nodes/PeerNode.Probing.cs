using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>Actors and processes are lost without a word; who waits for one of them, or is waited for, would do so for ever.</summary>
public sealed partial class PeerNode
{
    /// <summary>How often it is tried whether those are still there who owe a word, and where nobody owes one, whether the client's gateway is.</summary>
    private const int ProbeMs = 5_000;
    private const int IdleProbeMs = 30_000;

    /// <summary>How often a gateway where the client is no more is tried that may have handed on what waits for its word.</summary>
    private const int TriesMax = 5;

    private readonly GatewaySilence _silence;
    private (string Gateway, int Count) _tries;
    private long _probeAt = long.MaxValue;

    /// <summary>A member without a client: only the room ends it, if it remembers.</summary>
    private bool IsAway => _peer is { IsMember: true, Gateway: null };

    protected override void OnTick(long now)
    {
        _peer.Tick(now);
        if (_silence.IsOver(_peer.Gateway, now)) _peer.GatewayLost(_peer.Gateway!);
        if (_probeAt <= now) ProbeAll(now);
    }

    private void ProbeAll(long now)
    {
        _probeAt = long.MaxValue;
        foreach (var receiver in _peer.Awaited.Where(receiver => receiver.Length > 0)) Probe(NodeAddress.OfPeer(_room, receiver));
        if (_peer.Gateway is { } gateway) Probe(NodeAddress.OfGateway(gateway));
        else if (_peer.Member is { Suspended: true }) Probe(NodeAddress.OfRoom(_room));
        else if (_peer.Member is { } member && WaitingFor(NodeAddress.OfRoom(_room)) == 0) SendToRoom(new RoomRequest.Restore(member)); // it knows the gateway
    }

    /// <summary>
    /// A gateway where our client is no more may be gone for good. If it lives, it learns from the room that its client is elsewhere.
    /// </summary>
    protected override void OnUnanswered(NodeAddress to)
    {
        if (to.Kind != NodeKind.Gateway) return;
        if (to.Name == _peer.Gateway) _silence.Unanswered(to.Name);
        else if (!_handovers.Await(to) || (_tries = (to.Name, _tries.Gateway == to.Name ? _tries.Count + 1 : 1)).Count >= TriesMax)
        {
            _tries = default;
            NotHanded(_handovers.Lost(to, WaitingFor(to)));
            GiveUp(to);
        }
    }

    /// <summary>A gateway had no connection any more for some of what it took.</summary>
    protected override void OnGone(NodeAddress gateway, int count, IReadOnlyList<long> sessions) =>
        NotHanded(_handovers.Gone(gateway, WaitingFor(gateway), count, sessions, _peer.IsMember ? Reasons.ServerLost : Reasons.PeerLeft));

    private void NotHanded(List<Letter> outcomes)
    {
        foreach (var outcome in outcomes) _peer.NotHanded(outcome);
    }

    protected override void OnAnswered(NodeAddress to)
    {
        if (to.Kind != NodeKind.Gateway) return;
        _silence.Answered(to.Name);
        if (_tries.Gateway == to.Name) _tries = default;
    }

    private void PlanProbe(long now)
    {
        if (!_peer.IsMember) _probeAt = long.MaxValue;
        else _probeAt = Math.Min(_probeAt, now + (_peer.HasUnresolved || IsAway ? ProbeMs : IdleProbeMs));
    }
}
