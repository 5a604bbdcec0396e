using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>All that the loops of one gateway share. One loop a core.</summary>
internal sealed partial class LeanServer(IReadOnlyList<LeanDoor> doors, LeanLimits limits, ConnectionTable connections, IEntrance entrance, ILogger logger) : IDisposable
{
    /// <summary>Sockets beyond the bound, to tell those who come that the server is full, and for health checks.</summary>
    private const int SpareConnections = 64;

    private readonly Lock _gate = new();
    private LeanLoop[] _loops = [];
    private int _open;
    private int _next;

    public LeanLimits Limits { get; } = limits;

    public ConnectionTable Connections { get; } = connections;

    public IEntrance Entrance { get; } = entrance;

    public RequestSniffer Sniffer { get; } = new(doors.Select(door => (door.Path, door.IsElsewhere)));

    /// <summary>Whether one more WebSocket may come.</summary>
    public bool HasRoom => Connections.Count < Limits.Connections;

    public LeanDoor? DoorFor(string path) => doors.FirstOrDefault(door => door.Path == path);

    /// <summary>Begins to listen.</summary>
    public LeanListener Listen(Socket socket, SocketConnectionContextFactory factory)
    {
        lock (_gate)
        {
            if (_loops.Length == 0) _loops = Start();
        }

        return new LeanListener(_loops[0], this, socket, factory);
    }

    /// <summary>Takes an accepted socket in; false when there are too many.</summary>
    public bool TryEnter(int fd, LeanListener listener)
    {
        if (Interlocked.Increment(ref _open) <= Limits.Connections + SpareConnections && fd < Limits.Descriptors)
        {
            var loop = _loops[_next++ % _loops.Length];
            var connection = new LeanConnection(loop, listener, this, fd);
            if (loop.Add(fd, connection, Epoll.Readable | Epoll.Once)) return true;
        }

        Left();
        return false;
    }

    /// <summary>A socket that entered is closed.</summary>
    public void Left() => Interlocked.Decrement(ref _open);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var loop in _loops) loop.Dispose();
            _loops = [];
        }
    }

    /// <summary>A door failed: a fault of ours.</summary>
    public void LogFault(Exception exception) => LogFault(logger, exception);

    private LeanLoop[] Start()
    {
        var entries = new LoopEntry?[Limits.Descriptors];
        return [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new LeanLoop(number, entries, logger))];
    }

    [LoggerMessage(1012, LogLevel.Error, "A connection failed inside the server.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
