using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>One timer for all rooms, and at most one time for each. Calls are rounded up to 10 ms, so that many rooms share a wake-up.</summary>
internal sealed class WakeClock : IDisposable
{
    private const int GrainMs = 10;

    private readonly Lock _gate = new();
    private readonly SortedSet<RoomSlot> _rooms = new(Comparer<RoomSlot>.Create(
        (a, b) => a.ScheduledAt != b.ScheduledAt ? a.ScheduledAt.CompareTo(b.ScheduledAt) : a.Number.CompareTo(b.Number)));
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

    /// <summary>How many rooms wait to be woken.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _rooms.Count;
        }
    }

    /// <summary>Has a room woken at a time (of the gateway's clock), and no other.</summary>
    public void Schedule(RoomSlot room, long at)
    {
        at = (at + GrainMs - 1) / GrainMs * GrainMs;
        lock (_gate)
        {
            _rooms.Remove(room);
            room.ScheduledAt = at;
            _rooms.Add(room);
            Arm(at);
        }
    }

    /// <summary>The room is not to be woken.</summary>
    public void Cancel(RoomSlot room)
    {
        lock (_gate) _rooms.Remove(room);
    }

    public void Dispose() => _timer.Dispose();

    private void Ring()
    {
        List<RoomSlot> due = [];
        lock (_gate)
        {
            _armedFor = long.MaxValue;
            var now = _clock.NowMs;
            while (_rooms.Min is { } first && first.ScheduledAt <= now)
            {
                _rooms.Remove(first);
                due.Add(first);
            }

            if (_rooms.Min is { } next) Arm(next.ScheduledAt);
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
