using Signaling.Simulation.World;

namespace Signaling.Simulation.Cluster;

/// <summary>What a cluster is like: its size, its network, and which faults it has.</summary>
internal sealed record ClusterPlan
{
    public int Gateways { get; init; } = 2;

    public int Silos { get; init; } = 2;

    /// <summary>How long a batch and its answer travel.</summary>
    public int DelayMsMax { get; init; } = 1;

    /// <summary>Percentages of batches and answers that are lost, of those that come late, and of batches that come twice.</summary>
    public int Lost { get; init; }

    public int Late { get; init; }

    public int Twice { get; init; }

    /// <summary>How likely each kind of fault is, by <see cref="ClusterFault"/>.</summary>
    public int[] Weights { get; init; } = [.. Enumerable.Repeat(1, (int)ClusterFault.Count)];

    /// <summary>The only fault is that silos stand still for a while; see <see cref="Cluster.Stillness"/>.</summary>
    public bool StandsStill { get; init; }

    /// <summary>The trace has what is in each batch.</summary>
    public bool IsTold { get; init; }

    public static ClusterPlan Draw(Tape tape)
    {
        var weights = new int[(int)ClusterFault.Count];
        for (var fault = 0; fault < weights.Length; fault++) weights[fault] = tape.Pick([0, 1, 1, 4]);
        if (weights.Sum() == 0) weights[0] = 1;
        return new ClusterPlan
        {
            Gateways = tape.Between(1, 3),
            Silos = tape.Between(1, 3),
            DelayMsMax = tape.Pick([1, 10, 200]),
            Lost = tape.Pick([0, 0, 1, 10]),
            Late = tape.Pick([0, 0, 1, 10]),
            Twice = tape.Pick([0, 0, 5]),
            Weights = weights,
        };
    }
}

/// <summary>What can go wrong between processes.</summary>
internal enum ClusterFault
{
    GatewayCrash,
    SiloCrash,
    ActorLost,

    /// <summary>An actor is made anew while the old one goes on.</summary>
    Orphaned,

    /// <summary>Two hosts cannot reach each other.</summary>
    Partition,
    Drain,
    Count,
}
