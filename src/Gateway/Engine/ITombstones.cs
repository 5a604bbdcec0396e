using Signaling.Core.Rooms;

namespace Signaling.Gateway.Engine;

/// <summary>The tombstones that this gateway knows: they outlive rooms, and processes.</summary>
public interface ITombstones
{
    /// <summary>Those of a room that have not ended.</summary>
    IReadOnlyList<Tombstone> Of(string room);

    /// <summary>The one that keeps a client out of a room; null when none does.</summary>
    Tombstone? Find(string room, string peerId, string? identity);

    /// <summary>Remembers one, or forgets it when it has ended, before the task completes; the task completes when that will outlive the process.</summary>
    ValueTask AddAsync(Tombstone tombstone);
}
