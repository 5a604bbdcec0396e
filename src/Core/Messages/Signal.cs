namespace Signaling.Core.Messages;

/// <summary>One message from a peer to another, without its ends. The payload is opaque JSON and valid only during the call that brings it.</summary>
public readonly struct Signal
{
    public required SignalKind Kind { get; init; }

    /// <summary>The sender's number for it, counting over all targets from 1; 0 for <see cref="SignalKind.Applied"/>.</summary>
    public long Number { get; init; }

    /// <summary>The label of the connection, where a pair holds several; null for the only one.</summary>
    public string? Connection { get; init; }

    /// <summary>Offer: its number in the pair, set by the server. Answer: the offer it answers; 0 when not named.</summary>
    public long Negotiation { get; init; }

    /// <summary>The instance it is meant for; null for whichever is there.</summary>
    public string? TargetInstance { get; init; }

    /// <summary>A candidate's ufrag as the sender named it beside an opaque payload; relayed as it came.</summary>
    public string? Ufrag { get; init; }

    /// <summary>
    /// A candidate's sender knows that the description with its ufrag was delivered to <see cref="TargetInstance"/>: a server that was lost
    /// meanwhile does not.
    /// </summary>
    public bool IsDescribed { get; init; }

    /// <summary>Applied: the number of the description that was applied.</summary>
    public long AppliedNumber { get; init; }

    /// <summary>The JSON value as it came; empty where there is none (applied without an error).</summary>
    public ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>The same with another payload (a copy that outlives the call).</summary>
    public Signal WithPayload(ReadOnlyMemory<byte> payload) => this with { Payload = payload };

    /// <summary>The same with a negotiation number.</summary>
    public Signal WithNegotiation(long negotiation) => this with { Negotiation = negotiation };
}
