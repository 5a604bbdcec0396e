using System.Collections.Concurrent;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Rooms;

/// <summary>The rooms of this silo that somebody is in. Each room keeps its own entry.</summary>
internal sealed class SiloRooms
{
    private readonly ConcurrentDictionary<string, RoomEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>A room has so many members now.</summary>
    public void Set(string room, int peers, int suspended)
    {
        if (peers == 0) _entries.TryRemove(room, out _);
        else _entries[room] = new RoomEntry(room, peers, suspended);
    }

    public RoomCounts Count()
    {
        var (rooms, peers) = (0, 0);
        foreach (var (_, entry) in _entries)
        {
            rooms++;
            peers += entry.Peers;
        }

        return new RoomCounts(rooms, peers);
    }

    public RoomEntry[] List(string prefix, string? after, int max) =>
        Page(_entries.Select(pair => pair.Value).Where(entry => entry.Room.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(entry.Room, after) > 0)), max);

    /// <summary>The first of several, by name. A room that is in two silos, for a moment after one was lost, stands there once.</summary>
    public static RoomEntry[] Page(IEnumerable<RoomEntry> entries, int max) =>
        [.. entries.GroupBy(entry => entry.Room, StringComparer.Ordinal).Select(same => same.MaxBy(entry => entry.Peers)!).OrderBy(entry => entry.Room, StringComparer.Ordinal).Take(max)];
}
