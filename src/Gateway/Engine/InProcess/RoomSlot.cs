using Signaling.Core;
using Signaling.Core.Cells;
using Signaling.Core.Effects;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>A room in this process and its lock.</summary>
internal sealed class RoomSlot
{
    private readonly EffectBuffer _fx = new() { Queues = null };

    public RoomSlot(string name, string epoch, Limits limits, long settledAt) =>
        Cell = new RoomCell(name, epoch, limits, settledAt, _fx);

    public Lock Gate { get; } = new();

    public RoomCell Cell { get; }

    /// <summary>It was forgotten; whoever still holds it must look the room up again. Read and set under the lock.</summary>
    public bool IsForgotten { get; set; }

    /// <summary>When the clock will call; <see cref="long.MaxValue"/> when it will not. Read and set under the lock.</summary>
    public long WakesAt { get; set; } = long.MaxValue;

    /// <summary>Lends the room queues for its effects; null takes them back.</summary>
    public void Lend(EffectQueues? queues) => _fx.Queues = queues;
}
