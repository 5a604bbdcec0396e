using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>The members of a room, to read. Peers of one process share their room's; a peer elsewhere keeps a replica.</summary>
public interface IRoster
{
    string RoomName { get; }

    string Epoch { get; }

    int Count { get; }

    /// <summary>
    /// Negotiations of this making of the room have higher numbers, those of an earlier making have not: numbers do not go backwards when a
    /// room is lost.
    /// </summary>
    long NegotiationBase { get; }

    /// <summary>Grows with every change; follows the clock, so that a room made again does not count from below.</summary>
    long Version { get; }

    /// <summary>Whether a member came in to this making of the room. If not, it was known to another, and may be on its way to this one.</summary>
    bool IsOfThisMaking(Member member);

    /// <summary>Milliseconds until a room that was lost and made again stops waiting for its members; 0 when it is settled.</summary>
    int SettlingMs(long now);

    Member? Find(string peerId);

    /// <summary>All members that are listed, in the order they joined, as they are now: later changes are not in it. Not to be written to.</summary>
    Member[] Snapshot();
}
