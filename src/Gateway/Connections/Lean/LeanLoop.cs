namespace Signaling.Gateway.Connections.Lean;

/// <summary>
/// One thread that waits for its descriptors and does what they are ready for. While it handles one, flushes of other connections are put off
/// and done together at the end of that turn. Nothing on this thread may block.
/// </summary>
internal sealed partial class LeanLoop : IDisposable
{
    private const int BufferBytes = 64 << 10;
    private const int SweepMs = 1_000;

    [ThreadStatic]
    private static LeanLoop? _current;

    private readonly LoopEntry?[] _entries;
    private readonly ILogger _logger;
    private readonly Epoll _epoll = new();
    private readonly Lock _gate = new();
    private readonly Queue<Action> _posted = new();
    private readonly List<LeanConnection> _unflushed = [];
    private readonly Thread _thread;
    private bool _isEnding;
    private bool _isDisposed;

    /// <param name="number">For the thread's name.</param>
    /// <param name="entries">What is watched, by descriptor; shared by all loops.</param>
    /// <param name="logger">Where faults of this server's own go.</param>
    public LeanLoop(int number, LoopEntry?[] entries, ILogger logger)
    {
        _entries = entries;
        _logger = logger;
        _thread = new Thread(Run) { Name = $"lean {number}", IsBackground = true };
        _thread.Start();
    }

    /// <summary>The loop whose turn runs on this thread.</summary>
    public static LeanLoop? Current => _current;

    /// <summary>What is received is read here first; only a part of a message is kept elsewhere. For the loop's thread.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);

    /// <summary>Begins to watch. From any thread.</summary>
    public bool Add(int fd, LoopEntry entry, uint events)
    {
        Volatile.Write(ref _entries[fd], entry);
        if (_epoll.Watch(fd, events)) return true;
        _entries[fd] = null;
        return false;
    }

    /// <summary>Watches for something else. From any thread, while the descriptor is open.</summary>
    public void Change(int fd, uint events) => _epoll.Change(fd, events);

    /// <summary>The descriptor is somebody else's from now on.</summary>
    public void Forget(int fd)
    {
        _entries[fd] = null;
        _epoll.Forget(fd);
    }

    /// <summary>Closes a descriptor.</summary>
    public void Close(int fd)
    {
        _entries[fd] = null; // first: the number may be given out again at once
        Libc.Close(fd);
    }

    /// <summary>Has something done on the loop's thread; nothing when it has ended.</summary>
    public void Post(Action action)
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _posted.Enqueue(action);
            _epoll.Ring();
        }
    }

    /// <summary>Writes the connection out at the end of this turn. For the loop's thread.</summary>
    public void FlushLater(LeanConnection connection)
    {
        if (_unflushed.Count == 0 || _unflushed[^1] != connection) _unflushed.Add(connection);
    }

    /// <summary>Ends everything it watches, and its thread.</summary>
    public void Dispose()
    {
        Post(() => _isEnding = true);
        _thread.Join();
        lock (_gate)
        {
            if (!_isDisposed) _epoll.Dispose();
            _isDisposed = true;
        }
    }

    private void Run()
    {
        _current = this;
        var sweepAt = Environment.TickCount + SweepMs;
        while (!_isEnding)
        {
            var count = _epoll.Wait(SweepMs);
            for (var i = 0; i < count; i++)
            {
                var (fd, ready) = _epoll[i];
                if (_epoll.IsBell(fd)) RunPosted();
                else if (_entries[fd] is { } entry) Guard(entry, static (entry, ready) => entry.OnReady(ready), ready);
                EndTurn();
            }

            var now = Environment.TickCount;
            if (now - sweepAt < 0) continue;
            sweepAt = now + SweepMs;
            ForAll(static (entry, now) => entry.OnSweep(now), now);
        }

        ForAll(static (entry, _) => entry.End(), 0);
    }

    private void RunPosted()
    {
        _epoll.Silence();
        while (true)
        {
            Action? action;
            lock (_gate)
            {
                if (!_posted.TryDequeue(out action)) return;
            }

            action();
        }
    }

    private void ForAll<T>(Action<LoopEntry, T> action, T argument)
    {
        for (var fd = 0; fd < _entries.Length; fd++)
        {
            if (_entries[fd] is not { } entry || entry.Loop != this) continue;
            Guard(entry, action, argument);
            EndTurn();
        }
    }

    private void EndTurn()
    {
        for (var i = 0; i < _unflushed.Count; i++) _unflushed[i].WriteOut();
        _unflushed.Clear();
    }

    /// <summary>A fault of ours costs one connection, not the loop and everybody on it.</summary>
    private void Guard<T>(LoopEntry entry, Action<LoopEntry, T> action, T argument)
    {
        try
        {
            action(entry, argument);
        }
        catch (Exception e)
        {
            LogFault(_logger, e);
            entry.End();
        }
    }

    [LoggerMessage(1011, LogLevel.Error, "A connection failed inside the server and is closed.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
