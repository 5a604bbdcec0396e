using System.Buffers;
using System.Runtime.CompilerServices;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Connections;

/// <summary>All connections of this process, and the one timer that walks them.</summary>
public sealed partial class ConnectionTable : IDisposable
{
    private const int Parts = 16;

    /// <summary>Sets with locks: a concurrent dictionary holds twice as much for each connection.</summary>
    private readonly HashSet<ITableEntry>[] _parts = [.. Enumerable.Range(0, Parts).Select(_ => new HashSet<ITableEntry>())];
    private readonly GatewayClock _clock;
    private readonly ILogger<ConnectionTable> _logger;
    private readonly ITimer _timer;
    private int _count;
    private long _opened;
    private volatile bool _ending;
    private volatile bool _refuses;

    public ConnectionTable(GatewayClock clock, ILogger<ConnectionTable> logger)
    {
        _clock = clock;
        _logger = logger;
        _timer = clock.Time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>This process will end: it should get no new clients.</summary>
    public bool IsEnding => _ending;

    /// <summary>All that are open at the moment.</summary>
    public IEnumerable<ITableEntry> All
    {
        get
        {
            foreach (var part in _parts)
            {
                ITableEntry[] copy;
                lock (part) copy = [.. part];
                foreach (var connection in copy) yield return connection;
            }
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many there ever were.</summary>
    public long Opened => Interlocked.Read(ref _opened);

    /// <summary>Adds a connection. One that comes when no more are taken is told so at once.</summary>
    public void Add(ITableEntry connection)
    {
        var part = PartOf(connection);
        lock (part)
        {
            if (!part.Add(connection)) return;
            Interlocked.Increment(ref _count);
            Interlocked.Increment(ref _opened);
        }

        if (_refuses) connection.OnShutdown();
    }

    public void Remove(ITableEntry connection)
    {
        var part = PartOf(connection);
        lock (part)
        {
            if (part.Remove(connection)) Interlocked.Decrement(ref _count);
        }
    }

    /// <summary>The process will end. It serves on, but should get no new clients.</summary>
    public void TakeNoticeOfEnd() => _ending = true;

    /// <summary>Who comes from now on is told that the server shuts down.</summary>
    public void RefuseNew() => _ending = _refuses = true;

    /// <summary>Tells every client that the server shuts down.</summary>
    public void ShutDown()
    {
        RefuseNew();
        ForAll(static (connection, _) => connection.OnShutdown(), 0L);
    }

    public void Dispose() => _timer.Dispose();

    private HashSet<ITableEntry> PartOf(ITableEntry connection) => _parts[RuntimeHelpers.GetHashCode(connection) % Parts];

    private void Tick() => ForAll((connection, now) =>
    {
        try
        {
            connection.OnTick(now);
        }
        catch (Exception e)
        {
            LogFault(_logger, e); // thrown on a timer's thread it would end the process
        }
    }, _clock.NowMs);

    /// <summary>No lock is held while one is called: it may come back here, and takes locks of its own.</summary>
    private void ForAll(Action<ITableEntry, long> action, long argument)
    {
        foreach (var part in _parts)
        {
            ITableEntry[] copy;
            int count;
            lock (part)
            {
                count = part.Count;
                copy = ArrayPool<ITableEntry>.Shared.Rent(count);
                part.CopyTo(copy);
            }

            for (var i = 0; i < count; i++) action(copy[i], argument);
            ArrayPool<ITableEntry>.Shared.Return(copy, clearArray: true);
        }
    }

    [LoggerMessage(1002, LogLevel.Error, "The clock of a connection failed.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
