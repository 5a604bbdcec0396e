using Signaling.Core.Codes;
using Signaling.Core.Effects;

namespace Signaling.Core.Nodes;

/// <summary>
/// Outcomes that wait until a gateway has taken what they speak of: for a client that does not acknowledge, delivered means handed to its connection,
/// not put on the way there. What a gateway that is gone did not say that it has is reported as lost, and so is what it had no connection for any more.
/// </summary>
internal sealed class Handovers
{
    private readonly Queue<Handover> _outcomes = new();
    private readonly Dictionary<NodeAddress, long> _sent = [];

    public bool IsEmpty => _outcomes.Count == 0;

    /// <summary>Whether an outcome waits for a gateway.</summary>
    public bool Await(NodeAddress gateway) => _outcomes.Any(handover => handover.Gateway == gateway && handover.Outcome.Code is null);

    /// <summary>Something was put on the way to a gateway.</summary>
    public void Sent(NodeAddress gateway) => _sent[gateway] = _sent.GetValueOrDefault(gateway) + 1;

    /// <summary>An outcome that is true once the gateway has all that was sent to it so far.</summary>
    public void Add(in Letter outcome, SessionAddress to)
    {
        var gateway = NodeAddress.OfGateway(to.Gateway);
        _outcomes.Enqueue(new Handover(outcome, gateway, to.Id, _sent.GetValueOrDefault(gateway)));
    }

    /// <summary>A gateway is gone, with what it has not taken: the outcomes that are others now.</summary>
    public List<Letter> Lost(NodeAddress gateway, int waiting)
    {
        var taken = _sent.GetValueOrDefault(gateway) - waiting;
        return Change(handover => handover.Gateway == gateway && handover.After > taken, Reasons.ServerLost);
    }

    /// <summary>What a gateway took last was for connections that are gone: the outcomes that are others now.</summary>
    /// <param name="gateway">The gateway.</param>
    /// <param name="waiting">How much it has not taken yet.</param>
    /// <param name="count">How much it took last.</param>
    /// <param name="sessions">The connections.</param>
    /// <param name="why">What their senders are told.</param>
    public List<Letter> Gone(NodeAddress gateway, int waiting, int count, IReadOnlyList<long> sessions, Code why)
    {
        var takenBefore = _sent.GetValueOrDefault(gateway) - waiting - count;
        return Change(handover => handover.Gateway == gateway && handover.After > takenBefore && sessions.Contains(handover.Session), why);
    }

    /// <summary>Whether the next outcome is true now.</summary>
    /// <param name="waitingFor">How much a gateway has not taken yet.</param>
    public bool IsReady(Func<NodeAddress, int> waitingFor) =>
        _outcomes.TryPeek(out var next) && _sent.GetValueOrDefault(next.Gateway) - waitingFor(next.Gateway) >= next.After;

    /// <summary>The next outcome that is true now.</summary>
    /// <param name="waitingFor">How much a gateway has not taken yet.</param>
    /// <param name="outcome">The outcome.</param>
    public bool TryTake(Func<NodeAddress, int> waitingFor, out Letter outcome)
    {
        outcome = default;
        if (!IsReady(waitingFor)) return false;
        outcome = _outcomes.Dequeue().Outcome;
        if (_outcomes.Count == 0) _sent.Clear();
        return true;
    }

    private List<Letter> Change(Predicate<Handover> which, Code why)
    {
        List<Letter> changed = [];
        for (var count = _outcomes.Count; count > 0; count--)
        {
            var handover = _outcomes.Dequeue();
            if (handover.Outcome.Code is null && which(handover))
            {
                handover = handover with { Outcome = handover.Outcome.WithCode(why) };
                changed.Add(handover.Outcome);
            }

            _outcomes.Enqueue(handover);
        }

        return changed;
    }

    private sealed record Handover(Letter Outcome, NodeAddress Gateway, long Session, long After);
}
