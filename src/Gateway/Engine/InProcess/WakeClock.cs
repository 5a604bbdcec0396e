using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>One timer for all rooms. Calls are rounded up to 10 ms, so that many rooms share a wake-up.</summary>
internal sealed class WakeClock : IDisposable
{
    private const int GrainMs = 10;

    private readonly Lock _gate = new();
    private readonly PriorityQueue<RoomSlot, long> _queue = new();
    private readonly GatewayClock _clock;
    private readonly Action<RoomSlot> _wake;
    private readonly ITimer _timer;
    private long _armedFor = long.MaxValue;

    public WakeClock(GatewayClock clock, Action<RoomSlot> wake)
    {
        _clock = clock;
        _wake = wake;
        _timer = clock.Time.CreateTimer(_ => Ring(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Has a room woken at a time (of the gateway's clock).</summary>
    public void Schedule(RoomSlot room, long at)
    {
        at = (at + GrainMs - 1) / GrainMs * GrainMs;
        lock (_gate)
        {
            _queue.Enqueue(room, at);
            Arm(at);
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        List<RoomSlot> due = [];
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            var now = _clock.NowMs;
            while (_queue.TryPeek(out _, out var at) && at <= now) due.Add(_queue.Dequeue());
            if (_queue.TryPeek(out _, out var next)) Arm(next);
        }

        foreach (var room in due) _wake(room);
    }

    private void Arm(long at)
    {
        if (at >= _armedFor) return;
        _armedFor = at;
        _timer.Change(TimeSpan.FromMilliseconds(Math.Clamp(at - _clock.NowMs, 0, int.MaxValue)), Timeout.InfiniteTimeSpan);
    }
}
