using System.Collections.Concurrent;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Connections;

/// <summary>All connections of this process, and the one timer that walks them.</summary>
public sealed class ConnectionTable : IDisposable
{
    private readonly ConcurrentDictionary<ITableEntry, byte> _connections = new();
    private readonly GatewayClock _clock;
    private readonly ITimer _timer;

    public ConnectionTable(GatewayClock clock)
    {
        _clock = clock;
        _timer = clock.Time.CreateTimer(_ => Tick(), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
    }

    public int Count => _connections.Count;

    public void Add(ITableEntry connection) => _connections.TryAdd(connection, 0);

    public void Remove(ITableEntry connection) => _connections.TryRemove(connection, out _);

    /// <summary>Tells every client that the server shuts down.</summary>
    public void ShutDown()
    {
        foreach (var (connection, _) in _connections) connection.OnShutdown();
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        var now = _clock.NowMs;
        foreach (var (connection, _) in _connections) connection.OnTick(now);
    }
}
