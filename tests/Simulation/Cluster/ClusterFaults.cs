using Signaling.Simulation.World;

namespace Signaling.Simulation.Cluster;

/// <summary>Breaks parts of a cluster, as drawn from the tape.</summary>
internal sealed class ClusterFaults(SimWorld world, SimCluster cluster)
{
    private readonly HashSet<(string, string)> _cut = [];

    /// <summary>The network may lose and repeat.</summary>
    public bool IsOn { get; private set; } = true;

    private Tape Tape => world.Tape;

    public bool IsCut(string one, string other) => _cut.Contains((one, other)) || _cut.Contains((other, one));

    public void Do()
    {
        if (cluster.Plan.StandsStill)
        {
            cluster.Stillness.Stop(Tape.Pick(cluster.Silos), Tape.Between(500, 8_000), Tape.Between(500, 10_000), Tape.Between(1, 3_000));
            return;
        }

        var fault = (ClusterFault)Tape.Weighted(cluster.Plan.Weights);
        switch (fault)
        {
            case ClusterFault.GatewayCrash: Crash(Tape.Pick(cluster.Gateways)); break;
            case ClusterFault.Drain: Tape.Pick(cluster.Gateways).Drain(); break;
            case ClusterFault.SiloCrash: CrashSilo(Tape.Pick(cluster.Silos)); break;
            case ClusterFault.ActorLost when cluster.Actors is { Count: > 0 } actors: cluster.Lose(Tape.Pick(actors)); break;
            case ClusterFault.Orphaned when cluster.Actors is { Count: > 0 } actors: cluster.Orphan(Tape.Pick(actors), Tape.Between(1, 10_000)); break;
            case ClusterFault.Partition: Cut(); break;
        }
    }

    public void CrashSilo(string silo)
    {
        world.Note(silo, "crash");
        foreach (var actor in cluster.Actors.Where(a => a.Host == silo)) cluster.Lose(actor);
    }

    public void Stop()
    {
        IsOn = false;
        _cut.Clear();
        foreach (var gateway in cluster.Gateways.Where(g => !g.IsUp)) gateway.Start();
    }

    private void Crash(SimGateway gateway)
    {
        if (!gateway.IsUp) return;
        gateway.Crash();
        world.Agenda.In(Tape.Next(20_000), () =>
        {
            if (!gateway.IsUp) gateway.Start();
        });
    }

    private void Cut()
    {
        string[] hosts = [.. cluster.Gateways.Select(g => g.Name), .. cluster.Silos];
        var (one, other) = (Tape.Pick(hosts), Tape.Pick(hosts));
        if (one == other || !_cut.Add((one, other))) return;
        world.Note(one, "cut from", other);
        world.Checkers.Cut();
        world.Agenda.In(Tape.Between(1, Tape.Pick([500, 5_000, 30_000])), () => _cut.Remove((one, other)));
    }
}
