using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Simulation.Clients;

/// <summary>One message as its sender sent it, and what it knows of its fate.</summary>
public sealed class Sent
{
    public required int Id { get; init; }

    public required Page Sender { get; init; }

    public required SignalKind Kind { get; init; }

    /// <summary>Null for everybody.</summary>
    public string? Target { get; init; }

    public string? TargetInstance { get; init; }

    /// <summary>The sender's number; counted by the checkers where the server numbers.</summary>
    public long Number { get; set; }

    public string? Connection { get; init; }

    /// <summary>Answer: the number of the offer it answers, where it is named.</summary>
    public long Negotiation { get; init; }

    /// <summary>Answer: the offer it answers.</summary>
    public Sent? Offer { get; init; }

    /// <summary>Description or candidate: its generation.</summary>
    public string? Ufrag { get; init; }

    /// <summary>Candidate: the ufrag is named beside the payload.</summary>
    public bool NamesUfrag { get; init; }

    public bool IsEnd { get; init; }

    public required byte[] Payload { get; init; }

    /// <summary>An offer to whoever would come; its sender gave that connection up when it learnt who came.</summary>
    public bool IsStray { get; set; }

    /// <summary>A description that came after a later one, and was passed over.</summary>
    public bool IsStale { get; set; }

    /// <summary>What its sender was told: nothing yet, that it was delivered or void, or why not.</summary>
    public Fate Fate { get; set; }

    /// <summary>The reason, where it was not delivered or refused.</summary>
    public Code? Code { get; set; }

    /// <summary>A broadcast: whom it did not reach.</summary>
    public List<string>? Missed { get; set; }

    /// <param name="payload">A copy of its payload.</param>
    /// <param name="isDescribed">A candidate: its sender knew that its description was delivered.</param>
    public Signal ToSignal(ReadOnlyMemory<byte> payload, bool isDescribed) => new()
    {
        IsDescribed = isDescribed,
        Kind = Kind,
        Number = Sender.Acks ? Number : 0,
        Connection = Connection,
        Negotiation = Negotiation,
        TargetInstance = TargetInstance,
        Ufrag = NamesUfrag ? Ufrag : null,
        Payload = payload,
    };

    public override string ToString() => $"{Sender.Name}#{Number} {Kind} to {Target ?? "all"}{(Ufrag is null ? "" : " " + Ufrag)}{(IsEnd ? " end" : "")}";
}

/// <summary>What a sender knows of its message.</summary>
public enum Fate
{
    Unknown,
    Resolved,
    Undelivered,
    Refused,

    /// <summary>Its session ended first.</summary>
    Abandoned,
}
