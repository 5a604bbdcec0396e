using Signaling.Core;
using Signaling.Core.Cells;
using Signaling.Core.Effects;
using Signaling.Core.Rooms;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>A room in this process and its lock.</summary>
internal sealed class RoomSlot
{
    private const int EpochShift = 12;
    private static long _lastNumber;
    private static long _lastEpoch;

    private readonly EffectBuffer _fx = new() { Queues = null };
    private bool _isNew = true;

    public RoomSlot(string name, string epoch, Limits limits, long settledAt, IRoomWatch? watch, long now) =>
        Cell = new RoomCell(name, epoch, limits, settledAt, _fx) { Chronicle = watch is null ? null : new RoomChronicle(name, NextEpoch(now), watch) };

    /// <summary>The room's lock. An object that is there anyway: with a <see cref="Lock"/> of its own each room would hold 40 bytes more.</summary>
    public object Gate => _fx;

    public RoomCell Cell { get; }

    /// <summary>It was forgotten; whoever still holds it must look the room up again. Read and set under the lock.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>When the clock will call; <see cref="long.MaxValue"/> when it will not. Read and set under the lock.</summary>
    public long WakesAt { get; set; } = long.MaxValue;

    /// <summary>Where the clock keeps it; the clock's own.</summary>
    public long ScheduledAt { get; set; } = long.MaxValue;

    /// <summary>Tells rooms apart that wake at the same time.</summary>
    public long Number { get; } = Interlocked.Increment(ref _lastNumber);

    /// <summary>
    /// Who may not come into this room, once, before anybody does. Under the lock, when others can find the room already: who is banned from now on
    /// is banned in it, and who was before is found here.
    /// </summary>
    public void Remember(ITombstones? tombstones, long now)
    {
        if (!_isNew) return;
        _isNew = false;
        foreach (var tombstone in tombstones?.Of(Cell.Name) ?? []) Cell.Ban(tombstone, now);
    }

    /// <summary>The time, as far as it does not stand or step back; so that what a room tells after a restart is later than what it told before.</summary>
    private static long NextEpoch(long now)
    {
        while (true)
        {
            var last = Volatile.Read(ref _lastEpoch);
            var next = Math.Max(now << EpochShift, last + 1);
            if (Interlocked.CompareExchange(ref _lastEpoch, next, last) == last) return next;
        }
    }

    /// <summary>Lends the room queues for its effects.</summary>
    public void Lend(EffectQueues queues) => _fx.Queues = queues;

    /// <summary>The queues that were lent.</summary>
    public EffectQueues TakeBack()
    {
        var queues = _fx.Lent;
        _fx.Queues = null;
        return queues;
    }
}
