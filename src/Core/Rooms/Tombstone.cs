using Signaling.Core.Codes;

namespace Signaling.Core.Rooms;

/// <summary>
/// A peer, or everybody, may not be in a room until a time. It beats tokens and tickets: whoever it covers is removed and not let in (promise P5).
/// With neither <paramref name="PeerId"/> nor <paramref name="Identity"/> the room is closed.
/// </summary>
/// <param name="Room">The room.</param>
/// <param name="PeerId">Who was kicked; null when it is not a peer that is meant.</param>
/// <param name="Identity">Who it proved to be: it stays out under other names, too. Null when nobody knows.</param>
/// <param name="Until">When it ends, in milliseconds since 1970.</param>
/// <param name="Note">Why, in the words of who did it; for people, not told to the room.</param>
public sealed record Tombstone(string Room, string? PeerId, string? Identity, long Until, string? Note = null)
{
    /// <summary>Nobody may be in the room.</summary>
    public bool IsForAll => PeerId is null && Identity is null;

    /// <summary>What those are told whom it covers.</summary>
    public Code Code => IsForAll ? Reasons.RoomClosed : Reasons.Kicked;

    public bool Covers(string peerId, string? identity) => IsForAll || peerId == PeerId || (Identity is not null && Identity == identity);

    /// <summary>Whether it says of the same what another says: then the later one counts.</summary>
    public bool IsAbout(Tombstone other) => Room == other.Room && PeerId == other.PeerId && Identity == other.Identity;
}

/// <summary>Who was removed by a tombstone.</summary>
public sealed record Removed(string PeerId, string? Identity);
