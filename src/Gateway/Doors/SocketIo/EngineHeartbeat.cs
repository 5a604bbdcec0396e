namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// Engine.IO's heartbeat: the server asks, the client answers. The clock decides when an answer is overdue, not the moment at which a timer has its
/// turn, so that a busy server gives nobody more time; only where it slept through the question does the client get its time from then on.
/// </summary>
/// <param name="options">The times.</param>
/// <param name="time">The clock.</param>
/// <param name="ask">Sends the question.</param>
/// <param name="missed">The answer did not come; called once or more.</param>
internal sealed class EngineHeartbeat(SocketIoOptions options, TimeProvider time, Action ask, Action missed)
{
    private readonly Lock _gate = new();
    private ITimer? _timer;
    private long _dueAt; // of the question, or of its answer; in the clock's timestamps
    private bool _asked;

    /// <summary>The answer should be there by now.</summary>
    public bool IsOverdue
    {
        get
        {
            lock (_gate) return _asked && MsLeft() <= 0;
        }
    }

    /// <summary>An answer came, or the session began: the next question is one interval away.</summary>
    public void Restart()
    {
        lock (_gate)
        {
            _timer ??= time.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _asked = false;
            Schedule(time.GetTimestamp(), options.PingIntervalMs);
        }
    }

    public void Stop()
    {
        lock (_gate) _timer?.Dispose();
    }

    private void OnTimer()
    {
        bool isAnswerMissing;
        lock (_gate)
        {
            if (MsLeft() is > 0 and var early)
            {
                _timer!.Change(TimeSpan.FromMilliseconds(Math.Ceiling(early)), Timeout.InfiniteTimeSpan);
                return;
            }

            isAnswerMissing = _asked;
            if (!isAnswerMissing)
            {
                _asked = true;
                Schedule(-MsLeft() > options.PingTimeoutMs / 2 ? time.GetTimestamp() : _dueAt, options.PingTimeoutMs);
            }
        }

        if (isAnswerMissing) missed();
        else ask();
    }

    private double MsLeft() => -time.GetElapsedTime(_dueAt).TotalMilliseconds;

    private void Schedule(long from, int milliseconds)
    {
        _dueAt = from + (time.TimestampFrequency * milliseconds / 1_000);
        _timer!.Change(TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(MsLeft()))), Timeout.InfiniteTimeSpan);
    }
}
