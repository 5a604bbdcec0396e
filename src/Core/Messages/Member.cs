using Signaling.Core.Collections;

namespace Signaling.Core.Messages;

/// <summary>A peer as its room sees it. Immutable: a change makes a new one, so that a message in flight keeps the one it belongs to.</summary>
public sealed record Member : IOfPeer
{
    public required string PeerId { get; init; }

    /// <summary>The page load (see docs/protocol.md, section 1).</summary>
    public required string Instance { get; init; }

    /// <summary>Grows with every member of the room; who was there first has the lower one. Travels in tickets.</summary>
    public required long JoinOrder { get; init; }

    /// <summary>The roster's version when this member came in. Versions grow, also from one making of the room to the next.</summary>
    public long Version { get; init; }

    /// <summary>Who the client proved to be; null without authentication. Never told to others.</summary>
    public string? Identity { get; init; }

    /// <summary>The client acknowledges: exactly once.</summary>
    public bool Acks { get; init; }

    /// <summary>The client can roll back its offer (JSEP, RFC 9429 section 4.1.10.2).</summary>
    public bool CanRollBack { get; init; } = true;

    /// <summary>In its protocol it is newcomers who make the first offer: toward this member, and by it.</summary>
    public bool NewcomersOffer { get; init; }

    /// <summary>
    /// Its pages have rules of their own for who makes the first offer, which the server does not know: so others always make one. And they know nothing of
    /// roles: an offer that has reached one makes it give up its own.
    /// </summary>
    public bool OthersOffer { get; init; }

    /// <summary>Presence data: a JSON value, or empty.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    public bool Suspended { get; init; }

    /// <summary>It is told of nobody and nobody is told of it; who knows its name can send to it. Such members cost a room nothing but their place.</summary>
    public bool Unlisted { get; init; }

    /// <summary>What its client may do.</summary>
    public Rights Rights { get; init; } = Rights.Member;

    /// <summary>When <see cref="Rights"/> end unless they are renewed, in milliseconds since 1970; 0 for never. The gateway sees to it.</summary>
    public long GrantEnds { get; init; }

    /// <summary>Whether it is told of others.</summary>
    public bool SeesOthers => !Unlisted && (Rights & Rights.Presence) != 0;

    /// <summary>
    /// The role of this member toward another: the one who was there first is impolite, or the newcomer where one of the two has it so; a client that
    /// cannot roll back is impolite toward one that can, and so is one whose rules are known toward one whose are not.
    /// </summary>
    public bool IsPoliteToward(Member other) =>
        CanRollBack != other.CanRollBack ? CanRollBack
        : OthersOffer != other.OthersOffer ? OthersOffer
        : JoinOrder != other.JoinOrder ? (JoinOrder > other.JoinOrder) != (NewcomersOffer || other.NewcomersOffer)
        : string.CompareOrdinal(PeerId, other.PeerId) > 0;
}
