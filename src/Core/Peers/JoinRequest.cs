using Signaling.Core.Messages;

namespace Signaling.Core.Peers;

/// <summary>How a client asks for a new session.</summary>
/// <param name="Member">The peer as it would be; its place in the order is the room's to give.</param>
/// <param name="TicketInstance">The instance that a valid old ticket of this peer names; null without one.</param>
public sealed record JoinRequest(Member Member, string? TicketInstance = null);

/// <summary>How a client asks for the session it had.</summary>
/// <param name="Member">The peer as its ticket describes it.</param>
/// <param name="Seen">The last number of the server that it has.</param>
/// <param name="HasToken">A token came with it: the member's rights are the token's. Otherwise they are the ticket's, and those of a session that is still there count.</param>
public sealed record ResumeRequest(Member Member, long Seen, bool HasToken = false);

/// <summary>How a client's connection ended.</summary>
public enum Disconnection
{
    /// <summary>It broke: the client is expected back.</summary>
    Lost,

    /// <summary>The page was closed or reloaded (close code 1001): another page may come.</summary>
    PageGone,

    /// <summary>Its gateway ended it: the client had heard another making of its actor, and what it has of this one's numbers is not known.</summary>
    Confused,
}
