namespace Signaling.Core.Flight;

/// <summary>What happened between two peers. Each is told of the peer that did it, or to which it happened.</summary>
public enum FlightKind : byte
{
    /// <summary>It sent an offer, and the server took it.</summary>
    Offer,

    /// <summary>It sent an answer, and the server took it.</summary>
    Answer,

    /// <summary>The other's offer was handed to its socket.</summary>
    OfferDelivered,
    AnswerDelivered,

    /// <summary>It confirmed that it has the other's offer.</summary>
    OfferAcknowledged,
    AnswerAcknowledged,

    /// <summary>It says that the other's offer was applied.</summary>
    OfferApplied,
    AnswerApplied,

    /// <summary>It says that the other's offer could not be applied.</summary>
    OfferNotApplied,
    AnswerNotApplied,

    /// <summary>It sent candidates, one after the other.</summary>
    Candidates,

    /// <summary>The other's candidates were handed to its socket.</summary>
    CandidatesDelivered,

    /// <summary>It said that no more candidates follow.</summary>
    EndOfCandidates,

    /// <summary>It reported the state of its connection.</summary>
    State,

    /// <summary>Something of its did not reach the other.</summary>
    Undelivered,

    /// <summary>Both had offered; its offer stands.</summary>
    GlareWon,

    /// <summary>Both had offered; its offer is void.</summary>
    GlareLost,

    /// <summary>Its signaling connection is gone for the moment.</summary>
    Suspended,
    Resumed,

    /// <summary>Its page was loaded anew.</summary>
    Reset,

    /// <summary>It left the room.</summary>
    Left,
}
