using Signaling.Core.Codes;
using Signaling.Core.Effects;

namespace Signaling.Core.Nodes;

/// <summary>
/// Outcomes that wait until a gateway has taken what they speak of: for a client that does not acknowledge, delivered means handed to its gateway,
/// not put on the way there. What a gateway that is gone did not say that it has is reported as lost.
/// </summary>
internal sealed class Handovers
{
    private readonly Queue<(Letter Outcome, NodeAddress Gateway, long After)> _outcomes = new();
    private readonly Dictionary<NodeAddress, long> _sent = [];

    public bool IsEmpty => _outcomes.Count == 0;

    /// <summary>Something was put on the way to a gateway.</summary>
    public void Sent(NodeAddress gateway) => _sent[gateway] = _sent.GetValueOrDefault(gateway) + 1;

    /// <summary>An outcome that is true once the gateway has all that was sent to it so far.</summary>
    public void Add(in Letter outcome, NodeAddress gateway) => _outcomes.Enqueue((outcome, gateway, _sent.GetValueOrDefault(gateway)));

    /// <summary>A gateway is gone, with what it has not taken.</summary>
    public void Lost(NodeAddress gateway, int waiting)
    {
        var taken = _sent.GetValueOrDefault(gateway) - waiting;
        for (var count = _outcomes.Count; count > 0; count--)
        {
            var (outcome, to, after) = _outcomes.Dequeue();
            if (to == gateway && after > taken) outcome = outcome.WithCode(Reasons.ServerLost);
            _outcomes.Enqueue((outcome, to, after));
        }
    }

    /// <summary>The next outcome that is true now.</summary>
    /// <param name="waitingFor">How much a gateway has not taken yet.</param>
    /// <param name="outcome">The outcome.</param>
    public bool TryTake(Func<NodeAddress, int> waitingFor, out Letter outcome)
    {
        outcome = default;
        if (!_outcomes.TryPeek(out var next) || _sent.GetValueOrDefault(next.Gateway) - waitingFor(next.Gateway) < next.After) return false;
        outcome = _outcomes.Dequeue().Outcome;
        if (_outcomes.Count == 0) _sent.Clear();
        return true;
    }
}
