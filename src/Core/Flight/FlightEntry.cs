using Signaling.Core.Negotiation;

namespace Signaling.Core.Flight;

/// <summary>One line of a pair's timeline. Which fields are set depends on <see cref="Kind"/>.</summary>
public readonly record struct FlightEntry
{
    /// <summary>About what one costs, without its texts, for the byte bound.</summary>
    public const int Bytes = 120;

    /// <summary>Milliseconds since 1970.</summary>
    public required long AtMs { get; init; }

    /// <summary>Candidates: when the last of them came.</summary>
    public long UntilMs { get; init; }

    public required FlightKind Kind { get; init; }

    public required Side By { get; init; }

    /// <summary>The label of the connection, where the pair holds several.</summary>
    public string? Label { get; init; }

    /// <summary>The number of its sender; 0 where it is not known.</summary>
    public long Number { get; init; }

    /// <summary>Candidates: the number of the last.</summary>
    public long NumberTo { get; init; }

    /// <summary>The server's number of the offer, or of the offer that is answered; 0 where it is not known.</summary>
    public long Negotiation { get; init; }

    /// <summary>A description: its ufrag is another than that of the one before, so ICE starts anew.</summary>
    public bool IsRestart { get; init; }

    /// <summary>Candidates, or those that stand in a description.</summary>
    public CandidateTally Candidates { get; init; }

    /// <summary>Candidates: one base has several mapped ports, so the NAT before it maps each destination differently.</summary>
    public bool IsSymmetric { get; init; }

    /// <summary>The page whose number this is, or that began: what tells numbers of a page from those of the one before. 0 where it is not known.</summary>
    public uint Page { get; init; }

    public LinkState State { get; init; }

    /// <summary>Connected: the type of the candidate it uses.</summary>
    public CandidateType Local { get; init; }

    /// <summary>Connected: the type of the other's candidate it uses.</summary>
    public CandidateType Remote { get; init; }

    /// <summary>Undelivered: what it was about; null where that is not known.</summary>
    public FlightKind? About { get; init; }

    /// <summary>Undelivered, left: the code. Not applied: the name of the error.</summary>
    public string? Code { get; init; }

    /// <summary>Addresses of the candidates, where they are asked for.</summary>
    public IReadOnlyList<string>? Addresses { get; init; }
}
