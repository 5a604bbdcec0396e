using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>What a peer asks of its room. A closed set.</summary>
public abstract record RoomRequest(string PeerId)
{
    /// <summary>A new session. <paramref name="Member"/> has everything but its place in the order.</summary>
    /// <param name="Member">The joining peer.</param>
    /// <param name="RetryAllowed">The session that has this id and instance never heard from its client: a repeat of its join may have it.</param>
    /// <param name="TicketInstance">The instance that a valid old ticket of this peer names; null without one.</param>
    public sealed record Join(Member Member, bool RetryAllowed, string? TicketInstance) : RoomRequest(Member.PeerId);

    /// <summary>A session that was lost with its server, back with its ticket.</summary>
    public sealed record Restore(Member Member) : RoomRequest(Member.PeerId);

    /// <summary>The peer's socket is gone; it has <paramref name="WindowMs"/> to come back.</summary>
    public sealed record Suspend(string PeerId, int WindowMs, Code Reason) : RoomRequest(PeerId);

    /// <summary>The peer's socket is back.</summary>
    public sealed record Resume(string PeerId) : RoomRequest(PeerId);

    /// <summary>The peer leaves, or is made to.</summary>
    public sealed record Leave(string PeerId, Code Reason) : RoomRequest(PeerId);

    /// <summary>The peer's actor was made anew and does not know whether anybody is there.</summary>
    public sealed record Inquire(string PeerId) : RoomRequest(PeerId);

    /// <summary>New presence data.</summary>
    public sealed record Update(string PeerId, ReadOnlyMemory<byte> Data) : RoomRequest(PeerId);

    /// <summary>The peer's client has other rights, until a time.</summary>
    public sealed record Authorize(string PeerId, Rights Rights, long Until) : RoomRequest(PeerId);
}
