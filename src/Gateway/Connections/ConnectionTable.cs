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
    private volatile bool _shuttingDown;

    public ConnectionTable(GatewayClock clock, ILogger<ConnectionTable> logger)
    {
        _clock = clock;
        _logger = logger;
        _timer = clock.Time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    /// <summary>The server takes no clients any more.</summary>
    public bool IsShuttingDown => _shuttingDown;

    /// <summary>Kept beside the dictionary, whose own count takes all its locks.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a connection. One that comes during a shutdown is told so at once.</summary>
    public void Add(ITableEntry connection)
    {
        if (_connections.TryAdd(connection, 0)) Interlocked.Increment(ref _count);
        if (_shuttingDown) connection.OnShutdown();
    }

    public void Remove(ITableEntry connection)
    {
        if (_connections.TryRemove(connection, out _)) Interlocked.Decrement(ref _count);
    }

    /// <summary>Tells every client that the server shuts down.</summary>
    public void ShutDown()
    {
        _shuttingDown = true;
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
