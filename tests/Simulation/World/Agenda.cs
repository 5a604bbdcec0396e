namespace Signaling.Simulation.World;

/// <summary>Virtual time and what is to happen in it. Things due at the same time happen in the order they were put down.</summary>
public sealed class Agenda
{
    /// <summary>When every run begins: rooms count some numbers by the clock.</summary>
    public const long Start = 1_800_000_000_000;

    private readonly PriorityQueue<Action, (long At, long Order)> _queue = new();
    private long _order;

    public long Now { get; private set; } = Start;

    public int Count => _queue.Count;

    public long NextAt => _queue.TryPeek(out _, out var due) ? due.At : long.MaxValue;

    public void At(long time, Action action) => _queue.Enqueue(action, (Math.Max(time, Now), ++_order));

    public void In(long ms, Action action) => At(Now + ms, action);

    /// <summary>Does the next thing; false when there is none until then.</summary>
    public bool Step(long until)
    {
        if (!_queue.TryPeek(out _, out var due) || due.At > until) return false;
        var action = _queue.Dequeue();
        Now = Math.Max(Now, due.At);
        action();
        return true;
    }

    public void RunUntil(long until)
    {
        while (Step(until))
        {
        }

        Now = Math.Max(Now, until);
    }

    /// <summary>The clock jumps: what was due meanwhile happens late.</summary>
    public void Jump(long ms) => JumpedAt = Now += ms;

    /// <summary>When it last did.</summary>
    public long JumpedAt { get; private set; }
}
