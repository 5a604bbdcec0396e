namespace Signaling.Core.Peers;

/// <summary>One connection of a pair, as one side sees it: who has offered what, and the gate for the other side's candidates.</summary>
internal sealed class Link
{
    private long _negotiationBase;

    /// <param name="negotiationBase">Numbers up to here were given before the room was lost.</param>
    public Link(long negotiationBase) => Negotiation = _negotiationBase = negotiationBase;

    /// <summary>The highest negotiation number seen in either direction.</summary>
    public long Negotiation { get; set; }

    /// <summary>Whether any offer was numbered here.</summary>
    public bool HasNumbered => Negotiation > _negotiationBase;

    /// <summary>Whether a number was given before the room was lost, so that what is known here does not judge it.</summary>
    public bool IsOfEarlierLife(long negotiation) => negotiation > 0 && negotiation <= _negotiationBase;

    /// <summary>Numbers up to here were given before this side was lost, too.</summary>
    public void NumberAfter(long negotiation)
    {
        _negotiationBase = Math.Max(_negotiationBase, negotiation);
        Negotiation = Math.Max(Negotiation, _negotiationBase);
    }

    /// <summary>Our offer that the other side has not answered.</summary>
    public PendingOffer? Own { get; set; }

    /// <summary>The other side's offer that we have not answered.</summary>
    public PendingOffer? Theirs { get; set; }

    public CandidateGate Gate { get; } = new();
}

/// <summary>An offer without an answer.</summary>
/// <param name="Negotiation">Its number in the pair.</param>
/// <param name="Number">Its sender's number.</param>
/// <param name="At">When it went to its receiver.</param>
internal sealed record PendingOffer(long Negotiation, long Number, long At)
{
    /// <summary>
    /// Not sent soon after its sender's actor was lost: then it may be a repeat of one that was answered long ago, and says nothing about
    /// glare.
    /// </summary>
    public bool IsFresh { get; init; } = true;

    /// <summary>Their offer: what it described, in case it turns out void.</summary>
    public Negotiation.UfragSet Ufrags { get; init; }

    /// <summary>Their offer: whether it began a generation.</summary>
    public bool BeganGeneration { get; init; }
}
