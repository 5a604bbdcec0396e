using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>What is known of one side of a connection.</summary>
internal sealed class SideFacts(string name)
{
    public string Name => name;

    /// <summary>Candidates of its present generation.</summary>
    public CandidateTally Candidates { get; set; }

    public bool IsSymmetric { get; set; }

    /// <summary>What it sends passes here; if not, what the other was handed tells of it.</summary>
    public bool IsSeenSending { get; set; }

    public bool HasEnded { get; set; }

    /// <summary>A candidate of its did not arrive, for this reason.</summary>
    public string? LostCandidates { get; set; }

    public LinkState State { get; set; }

    public long ConnectedAt { get; set; }

    public CandidateType Route { get; set; }

    public bool IsSuspended { get; set; }

    /// <summary>Why it is not there any more; null while it is.</summary>
    public string? Gone { get; set; }

    /// <summary>Its client tells which descriptions it applied, so silence means something.</summary>
    public bool TellsApplied { get; set; }

    /// <summary>Its client confirms what it has, so silence means something.</summary>
    public bool Acknowledges { get; set; }
}
