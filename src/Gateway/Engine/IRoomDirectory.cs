using Signaling.Core.Messages;

namespace Signaling.Gateway.Engine;

/// <summary>What can be seen of rooms from here, for those who operate the server. It only reads.</summary>
public interface IRoomDirectory
{
    /// <summary>How far it sees.</summary>
    DirectoryScope Scope { get; }

    /// <summary>How many rooms and peers there are. Counted without a lock: exact when nothing changes.</summary>
    (int Rooms, int Peers) Count();

    /// <summary>Rooms in the order of their names.</summary>
    /// <param name="prefix">How their names begin.</param>
    /// <param name="after">Only those behind this name.</param>
    /// <param name="max">How many at most.</param>
    IReadOnlyList<RoomSight> Rooms(string prefix, string? after, int max);

    /// <summary>One room; null when nobody is in it.</summary>
    RoomSight? Find(string room);
}

/// <summary>How far a directory sees.</summary>
public enum DirectoryScope
{
    /// <summary>All rooms, whole.</summary>
    Server,

    /// <summary>The clients of this gateway; others may be in the same rooms.</summary>
    Gateway,
}

/// <summary>A room as it is seen at a moment.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Epoch">Changes when the room is made anew; empty where it is not known.</param>
/// <param name="SettlingMs">How long it still waits for members after a loss.</param>
/// <param name="Members">Who is in it, in the order they joined, also those who are told to nobody.</param>
public sealed record RoomSight(string Room, string Epoch, int SettlingMs, IReadOnlyList<Member> Members);
