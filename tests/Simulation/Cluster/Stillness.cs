using Signaling.Simulation.World;

namespace Signaling.Simulation.Cluster;

/// <summary>
/// Silos that stand still: stopped, or cut off from everybody. What comes to one waits there, and so does its own time. After a while the others
/// replace it; when it goes on it does not know that at first, and does what has waited.
/// </summary>
internal sealed class Stillness(SimWorld world, SimCluster cluster)
{
    private readonly Dictionary<string, Queue<Action>> _still = [];
    private readonly HashSet<string> _replaced = [];

    /// <summary>Whether new actors can be made there.</summary>
    public bool IsGone(string host) => _replaced.Contains(host);

    /// <summary>Does something on a host: at once, or when it goes on.</summary>
    public void On(string host, Action action)
    {
        if (_still.TryGetValue(host, out var waiting)) waiting.Enqueue(action);
        else action();
    }

    /// <summary>Stops a silo for a while, and has it replaced if that is long.</summary>
    public void Stop(string silo, int replacedAfterMs, int forMs, int unawareMs)
    {
        if (_still.ContainsKey(silo) || _replaced.Contains(silo) || _still.Count + _replaced.Count >= cluster.Silos.Count - 1) return;
        world.Note(silo, "stands still");
        _still[silo] = new Queue<Action>();
        if (replacedAfterMs < forMs) world.Agenda.In(replacedAfterMs, () => Replace(silo, forMs - replacedAfterMs + unawareMs));
        world.Agenda.In(forMs, () => GoOn(silo));
    }

    private void Replace(string silo, int endsInMs)
    {
        _replaced.Add(silo);
        foreach (var actor in cluster.Actors.Where(a => a.Host == silo)) cluster.Orphan(actor, endsInMs);
        world.Agenda.In(endsInMs, () => _replaced.Remove(silo));
    }

    private void GoOn(string silo)
    {
        world.Note(silo, "goes on");
        _still.Remove(silo, out var waiting);
        foreach (var action in waiting!) world.Agenda.In(world.Tape.Next(10), action);
    }
}
