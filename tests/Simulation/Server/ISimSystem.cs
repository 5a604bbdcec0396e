using Signaling.Core.Messages;

namespace Signaling.Simulation.Server;

/// <summary>All of the server's side: one process, or gateways and silos.</summary>
public interface ISimSystem
{
    /// <summary>Counts the losses of state so far, from 1.</summary>
    int Life { get; }

    /// <summary>Who speaks while something is handed out: a life of the process, or the making of an actor.</summary>
    long Speaker { get; }

    IReadOnlyList<SimFront> Fronts { get; }

    /// <summary>Actors live apart: what one knows, another may learn later.</summary>
    bool IsCluster { get; }

    /// <summary>A fault, drawn from the tape.</summary>
    void Break();

    /// <summary>No more faults: what is down comes up.</summary>
    void Mend();

    /// <summary>Who is in a room, as its own state says.</summary>
    IReadOnlyList<Member> MembersOf(string room);

    /// <summary>What is kept in a quiet system that should not be.</summary>
    IEnumerable<string> Kept();

    /// <summary>What is left once all have gone.</summary>
    IEnumerable<string> Leftovers();
}
