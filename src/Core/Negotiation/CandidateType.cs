namespace Signaling.Core.Negotiation;

/// <summary>Where a candidate's address comes from (RFC 8839 section 5.1, <c>typ</c>).</summary>
public enum CandidateType : byte
{
    /// <summary>Not said, or hidden in an opaque payload.</summary>
    Unknown,

    /// <summary>One of the machine's own.</summary>
    Host,

    /// <summary>As a STUN server sees it.</summary>
    Srflx,

    /// <summary>As the other side sees it.</summary>
    Prflx,

    /// <summary>A TURN server's.</summary>
    Relay,
}
