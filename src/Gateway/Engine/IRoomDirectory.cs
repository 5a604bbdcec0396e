using Signaling.Core.Messages;

namespace Signaling.Gateway.Engine;

/// <summary>What can be seen of rooms, for those who operate the server. It only reads, and sees everything that its scope names.</summary>
/// <remarks>A cluster that cannot be reached is an <see cref="EngineUnreachableException"/>.</remarks>
public interface IRoomDirectory
{
    /// <summary>How far it sees.</summary>
    DirectoryScope Scope { get; }

    /// <summary>How many rooms and peers there are. Counted without a lock: exact when nothing changes.</summary>
    ValueTask<(int Rooms, int Peers)> CountAsync();

    /// <summary>Rooms in the order of their names.</summary>
    /// <param name="prefix">How their names begin.</param>
    /// <param name="after">Only those behind this name.</param>
    /// <param name="max">How many at most.</param>
    ValueTask<IReadOnlyList<RoomSummary>> ListAsync(string prefix, string? after, int max);

    /// <summary>One room; null when nobody is in it.</summary>
    ValueTask<RoomSight?> FindAsync(string room);
}

/// <summary>How far a directory sees.</summary>
public enum DirectoryScope
{
    /// <summary>All rooms of this server, which is the only one.</summary>
    Server,

    /// <summary>All rooms of the cluster.</summary>
    Cluster,
}

/// <summary>A room in a list.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Peers">How many are in it, also those who are told to nobody.</param>
/// <param name="Suspended">How many of them have lost their connection and may come back.</param>
public sealed record RoomSummary(string Room, int Peers, int Suspended);

/// <summary>A room as it is seen at a moment.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Epoch">Changes when the room is made anew.</param>
/// <param name="SettlingMs">How long it still waits for members after a loss.</param>
/// <param name="Members">Who is in it, in the order they joined, also those who are told to nobody.</param>
public sealed record RoomSight(string Room, string Epoch, int SettlingMs, IReadOnlyList<Member> Members);

/// <summary>Where rooms live cannot be reached now.</summary>
public sealed class EngineUnreachableException(Exception reason) : Exception("The cluster cannot be reached.", reason);
