using System.Collections.Concurrent;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// ASP.NET cuts the connections that are no WebSockets as soon as the host begins to stop, before <see cref="ShutdownNotice"/> has its turn. This
/// holds the host until they have moved, where they can, and for the moment that the news of the end takes.
/// </summary>
internal sealed class SignalRShutdown(Drain drain)
{
    private const int WaitMs = 1_000;
    private const int LookMs = 20;

    // A connection that is gone may still have its last bytes on the way to the transport.
    private const int TransportMs = 200;

    private readonly ConcurrentDictionary<IConnection, byte> _connections = new();
    private long _goneAt;

    public void Add(IConnection connection) => _connections.TryAdd(connection, 0);

    public void Remove(IConnection connection)
    {
        _connections.TryRemove(connection, out _);
        Volatile.Write(ref _goneAt, Environment.TickCount64);
    }

    /// <summary>Must be registered after ASP.NET's own callback: the last one registered runs first.</summary>
    public void Register(IHostApplicationLifetime lifetime) => lifetime.ApplicationStopping.Register(TellAndWait);

    private void TellAndWait()
    {
        drain.MoveAsync().Wait();
        foreach (var (connection, _) in _connections) connection.OnShutdown();
        for (var waited = 0; waited < WaitMs && !IsDone(); waited += LookMs) Thread.Sleep(LookMs);
    }

    private bool IsDone() => _connections.IsEmpty && Environment.TickCount64 - Volatile.Read(ref _goneAt) >= TransportMs;
}
