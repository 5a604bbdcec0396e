using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>What happened to a room, for those outside of it.</summary>
public enum RoomEventKind
{
    /// <summary>Its first listed member is about to come.</summary>
    RoomCreated,

    /// <summary>Its last listed member has gone.</summary>
    RoomEnded,

    PeerJoined,
    PeerUpdated,
    PeerSuspended,
    PeerResumed,
    PeerReset,
    PeerLeft,
}

/// <summary>An event of a room. Events of a room have an order, also over makings of it: by <see cref="Instance"/>, then by <see cref="Number"/>.</summary>
/// <param name="Room">The room's name.</param>
/// <param name="Instance">A life of the room, from its first listed member to its last; a later life's sorts behind it, character by character.</param>
/// <param name="Number">Counts the events of a life from 1.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Member">To whom, as it is now; null where the room itself is meant.</param>
/// <param name="Reason">Why it left.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
public readonly record struct RoomEvent(string Room, string Instance, long Number, RoomEventKind Kind, Member? Member, Code? Reason, long At);

/// <summary>Told of every event of rooms, each once and in its room's order. The room is held meanwhile: it must not block or call back.</summary>
public interface IRoomWatch
{
    /// <summary>Whether it wants events of this kind; the others are not numbered either, so that a gap always means a loss.</summary>
    bool Wants(RoomEventKind kind);

    void Tell(in RoomEvent e);
}
