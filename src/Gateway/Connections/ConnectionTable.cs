using System.Collections.Concurrent;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Connections;

/// <summary>All connections of this process, and the one timer that walks them.</summary>
public sealed partial class ConnectionTable : IDisposable
{
    private readonly ConcurrentDictionary<ITableEntry, byte> _connections = new();
    private readonly GatewayClock _clock;
    private readonly ILogger<ConnectionTable> _logger;
    private readonly ITimer _timer;
    private int _count;
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
    public IEnumerable<ITableEntry> All => _connections.Select(pair => pair.Key);

    /// <summary>Kept beside the dictionary, whose own count takes all its locks.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a connection. One that comes when no more are taken is told so at once.</summary>
    public void Add(ITableEntry connection)
    {
        if (_connections.TryAdd(connection, 0)) Interlocked.Increment(ref _count);
        if (_refuses) connection.OnShutdown();
    }

    public void Remove(ITableEntry connection)
    {
        if (_connections.TryRemove(connection, out _)) Interlocked.Decrement(ref _count);
    }

    /// <summary>The process will end. It serves on, but should get no new clients.</summary>
    public void TakeNoticeOfEnd() => _ending = true;

    /// <summary>Who comes from now on is told that the server shuts down.</summary>
    public void RefuseNew() => _ending = _refuses = true;

    /// <summary>Tells every client that the server shuts down.</summary>
    public void ShutDown()
    {
        RefuseNew();
        foreach (var (connection, _) in _connections) connection.OnShutdown();
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        var now = _clock.NowMs;
        foreach (var (connection, _) in _connections)
        {
            try
            {
                connection.OnTick(now);
            }
            catch (Exception e)
            {
                LogFault(_logger, e); // thrown on a timer's thread it would end the process
            }
        }
    }

    [LoggerMessage(1002, LogLevel.Error, "The clock of a connection failed.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
