using Signaling.Core.Links;

namespace Signaling.Core.Nodes;

/// <summary>A link of a node, for the shell that carries batches: send what <see cref="TryBegin"/> gives, report what came back.</summary>
public abstract class NodeLink(NodeAddress to)
{
    public NodeAddress To { get; } = to;

    /// <summary>Items that were not confirmed yet.</summary>
    public abstract int Count { get; }

    /// <summary>The batch to send now, a <c>Batch&lt;NodeItem&gt;</c>.</summary>
    public abstract bool TryBegin(out Batch<NodeItem> batch);

    /// <summary>The receiver answered.</summary>
    public abstract void Answer(long number, in BatchReply reply, long now);

    /// <summary>Nobody answered in time.</summary>
    public abstract void Fail();
}

/// <summary>What travels between nodes. A closed set: session inputs, letters, room requests, room notices, deliveries, renewals.</summary>
public abstract record NodeItem;
