using Signaling.Core.Nodes;

namespace Signaling.Simulation.Cluster;

/// <summary>One making of an actor, on the host where it lives.</summary>
internal sealed class Activation(Node node, string host)
{
    public Node Node { get; } = node;

    public string Host { get; } = host;

    /// <summary>Nothing reaches it and it says nothing any more.</summary>
    public bool IsDead { get; set; }

    /// <summary>When it is next woken.</summary>
    public long PlannedAt { get; set; } = long.MaxValue;

    public bool IsIdle => Node.IsIdle;
}
