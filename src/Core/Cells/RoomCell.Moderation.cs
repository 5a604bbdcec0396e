using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Core.Cells;

/// <summary>What is done to a room from outside of it, and seen of it.</summary>
public sealed partial class RoomCell
{
    /// <summary>All members, also those that are told to nobody.</summary>
    public IEnumerable<Member> Everybody() => _room.Everybody();

    /// <summary>What tells of changes of the members; null where nobody wants to know.</summary>
    public RoomChronicle? Chronicle { private get; init; }

    /// <summary>A client's rights are others from now on.</summary>
    public void Authorize(Peer peer, ISessionAddress session, Rights rights, long until, long now)
    {
        peer.Authorize(session, rights, until, now);
        Run(peer, now);
    }

    /// <summary>Puts a tombstone; returns those who were removed.</summary>
    public IReadOnlyList<Removed> Ban(Tombstone tombstone, long now)
    {
        var removed = _room.Ban(tombstone, now, _fx);
        Drain(now);
        return removed;
    }
}
