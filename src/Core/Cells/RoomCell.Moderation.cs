using Signaling.Core.Rooms;

namespace Signaling.Core.Cells;

/// <summary>What is done to a room from outside of it.</summary>
public sealed partial class RoomCell
{
    /// <summary>Puts a tombstone; returns those who were removed.</summary>
    public IReadOnlyList<Removed> Ban(Tombstone tombstone, long now)
    {
        var removed = _room.Ban(tombstone, now, _fx);
        Drain(now);
        return removed;
    }
}
