using System.Globalization;
using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>
/// Makes numbered events of what a room tells of its listed members. A room lives from its first listed member to its last, and may live several
/// times; a room that was lost and made again begins with another life, and tells who is in it anew.
/// </summary>
/// <param name="room">The room's name.</param>
/// <param name="epoch">This making of the room; higher than that of any before.</param>
/// <param name="watch">Whom to tell.</param>
public sealed class RoomChronicle(string room, long epoch, IRoomWatch watch)
{
    private string _instance = "";
    private int _lives;
    private long _number;
    private int _members;

    /// <summary>A listed member came, went, or changed.</summary>
    public void Changed(RoomNotice.Presence change, long now)
    {
        if (change.Kind == EventKind.PeerJoined && ++_members == 1) Begin(now);
        Tell(KindOf(change.Kind), change.Member, change.Reason, now);
        if (change.Kind == EventKind.PeerLeft && --_members == 0) Tell(RoomEventKind.RoomEnded, null, null, now);
    }

    private static RoomEventKind KindOf(EventKind kind) => kind switch
    {
        EventKind.PeerJoined => RoomEventKind.PeerJoined,
        EventKind.PeerUpdated => RoomEventKind.PeerUpdated,
        EventKind.PeerSuspended => RoomEventKind.PeerSuspended,
        EventKind.PeerResumed => RoomEventKind.PeerResumed,
        EventKind.PeerReset => RoomEventKind.PeerReset,
        EventKind.PeerLeft => RoomEventKind.PeerLeft,
        _ => throw new InvalidOperationException($"No event for {kind}."),
    };

    private void Begin(long now)
    {
        _instance = string.Create(CultureInfo.InvariantCulture, $"{epoch:x16}{_lives++:x8}");
        _number = 0;
        Tell(RoomEventKind.RoomCreated, null, null, now);
    }

    private void Tell(RoomEventKind kind, Member? member, Code? reason, long now)
    {
        if (watch.Wants(kind)) watch.Tell(new RoomEvent(room, _instance, ++_number, kind, member, reason, now));
    }
}
