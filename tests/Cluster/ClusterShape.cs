namespace Signaling.Cluster;

/// <summary>What kind of cluster a test wants.</summary>
internal sealed record ClusterShape
{
    /// <summary>What was killed comes back after so long.</summary>
    public int RestartSeconds { get; init; } = 2;

    /// <summary>Silos and gateways in the same processes: <see cref="LocalCluster.Nodes"/>.</summary>
    public bool CoHosted { get; init; }

    /// <summary>Each process in a network namespace of its own, so that a test can cut the network between them.</summary>
    public bool Apart { get; init; }

    /// <summary>The folder of other silo programs than those built here; may be a link that is changed while the cluster runs.</summary>
    public string? SiloPrograms { get; init; }

    /// <summary>The same for gateways.</summary>
    public string? GatewayPrograms { get; init; }

    public IEnumerable<string> Arguments
    {
        get
        {
            if (CoHosted) yield return "--co-hosted";
            if (Apart) yield return "--apart";
        }
    }
}
