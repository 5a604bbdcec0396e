namespace Signaling.Core.Flight;

/// <summary>What became of an offer or an answer. Times are 0 for what has not happened.</summary>
internal sealed class DescriptionFacts
{
    private const long NumberMax = 1_000_000;

    public Side By { get; init; }

    public long Number { get; init; }

    public long Negotiation { get; set; }

    public long SentAt { get; init; }

    public long DeliveredAt { get; set; }

    public long AcknowledgedAt { get; set; }

    public long AppliedAt { get; set; }

    /// <summary>The name of the error with which it was not applied.</summary>
    public string? Error { get; set; }

    /// <summary>The code with which it was not delivered.</summary>
    public string? Undelivered { get; set; }

    /// <summary>The other side must have it.</summary>
    public bool Arrived => DeliveredAt != 0 || AcknowledgedAt != 0 || AppliedAt != 0 || Error is not null;

    /// <summary>As in a sentence. After a loss the numbers of negotiations follow the clock, and would say nothing to a person.</summary>
    public string Say(string what) => Negotiation is 0 or > NumberMax ? $"The {what}" : $"{char.ToUpperInvariant(what[0])}{what[1..]} {Negotiation}";
}
