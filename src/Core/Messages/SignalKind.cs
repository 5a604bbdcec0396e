namespace Signaling.Core.Messages;

/// <summary>What one peer can send to another.</summary>
public enum SignalKind : byte
{
    /// <summary>A session description that asks (RFC 9429).</summary>
    Offer,

    /// <summary>A session description that answers.</summary>
    Answer,

    /// <summary>An ICE candidate or the end-of-candidates mark (RFC 8838).</summary>
    Candidate,

    /// <summary>Anything else, opaque.</summary>
    Message,

    /// <summary>The receipt that a description was applied, or why not.</summary>
    Applied,
}
