using Signaling.Core.Rooms;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>All rooms, to read.</summary>
public sealed partial class InProcessEngine : IRoomDirectory
{
    /// <summary>Who is told of changes of all rooms' members; null for nobody.</summary>
    public IRoomWatch? Watch { private get; init; }

    DirectoryScope IRoomDirectory.Scope => DirectoryScope.Server;

    ValueTask<(int Rooms, int Peers)> IRoomDirectory.CountAsync()
    {
        var (rooms, peers) = (0, 0);
        foreach (var (_, slot) in _rooms)
        {
            rooms++;
            peers += slot.Cell.Roster.Count;
        }

        return new((rooms, peers));
    }

    ValueTask<IReadOnlyList<RoomSummary>> IRoomDirectory.ListAsync(string prefix, string? after, int max)
    {
        var names = _rooms.Select(pair => pair.Key)
            .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(name, after) > 0))
            .Order(StringComparer.Ordinal);
        var found = names.Select(Find).OfType<RoomSight>().Take(max);
        return new([.. found.Select(sight => new RoomSummary(sight.Room, sight.Members.Count, sight.Members.Count(member => member.Suspended)))]);
    }

    ValueTask<RoomSight?> IRoomDirectory.FindAsync(string room) => new(Find(room));

    private RoomSight? Find(string room)
    {
        if (!_rooms.TryGetValue(room, out var slot)) return null;
        lock (slot.Gate)
        {
            if (slot.IsForgotten) return null;
            var roster = slot.Cell.Roster;
            Member[] members = [.. slot.Cell.Everybody().Where(member => member.PeerId != Name.Server).OrderBy(member => member.JoinOrder)];
            return members.Length == 0 ? null : new RoomSight(room, roster.Epoch, roster.SettlingMs(_clock.NowMs), members);
        }
    }
}
