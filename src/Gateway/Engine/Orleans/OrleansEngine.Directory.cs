using Signaling.Core.Messages;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>The rooms of this gateway's clients, with these clients in them. Who is in them by way of other gateways is not seen here.</summary>
public sealed partial class OrleansEngine : IRoomDirectory
{
    DirectoryScope IRoomDirectory.Scope => DirectoryScope.Gateway;

    (int Rooms, int Peers) IRoomDirectory.Count()
    {
        lock (_gate) return (_node.RoomCount, _node.ClientCount);
    }

    IReadOnlyList<RoomSight> IRoomDirectory.Rooms(string prefix, string? after, int max)
    {
        lock (_gate)
        {
            var names = _node.Rooms.Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && (after is null || string.CompareOrdinal(name, after) > 0));
            return [.. names.Order(StringComparer.Ordinal).Select(See).OfType<RoomSight>().Take(max)];
        }
    }

    RoomSight? IRoomDirectory.Find(string room)
    {
        lock (_gate) return See(room);
    }

    private RoomSight? See(string room)
    {
        Member[] members = [.. _node.MembersIn(room).Where(member => member.PeerId != ServerVoice.PeerId).OrderBy(member => member.JoinOrder)];
        return members.Length == 0 ? null : new RoomSight(room, "", 0, members);
    }
}
