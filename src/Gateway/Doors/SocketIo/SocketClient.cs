using System.Collections.Concurrent;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>One client's Socket.IO: its namespaces, and binary attachments put together. What breaks the protocol ends the connection.</summary>
internal sealed class SocketClient : IEngineUser
{
    private readonly EngineSession _session;
    private readonly Func<SocketChannel, INamespaceSocket?> _enter;
    private readonly int _bytesMax;
    private readonly ITimer _connectTimer;
    private readonly ConcurrentDictionary<string, INamespaceSocket> _sockets = new();
    private readonly List<byte[]> _attachments = [];
    private SocketPacket? _incomplete;
    private int _attachedBytes;

    /// <param name="session">Below.</param>
    /// <param name="server">Settings and the clock.</param>
    /// <param name="enter">Above: a client at a namespace; null where there is no such namespace.</param>
    public SocketClient(EngineSession session, EngineServer server, Func<SocketChannel, INamespaceSocket?> enter)
    {
        (_session, _enter, _bytesMax) = (session, enter, server.Limits.MessageBytes);
        _connectTimer = server.Time.CreateTimer(
            _ => OnConnectTimeout(), null, TimeSpan.FromMilliseconds(server.Options.ConnectTimeoutMs), Timeout.InfiniteTimeSpan);
    }

    public void OnText(ReadOnlyMemory<byte> utf8)
    {
        if (_incomplete is not null || SocketPacket.Read(utf8.Span) is not { } packet || !Take(packet)) _session.Break();
    }

    public void OnBinary(ReadOnlyMemory<byte> data)
    {
        _attachedBytes += data.Length;
        if (_incomplete is not { } packet || _attachedBytes > _bytesMax)
        {
            _session.Break();
            return;
        }

        _attachments.Add(data.ToArray());
        if (_attachments.Count < packet.Attachments) return;
        var attachments = _attachments.ToArray();
        _incomplete = null;
        _attachments.Clear();
        _attachedBytes = 0;
        if (_sockets.TryGetValue(packet.Namespace, out var socket) && packet.Type == SocketType.BinaryEvent) socket.OnEvent(packet, attachments);
    }

    public void OnClosed(int code)
    {
        _connectTimer.Dispose();
        foreach (var (_, socket) in _sockets) socket.OnClosed(code == 1001 ? 1001 : 1006); // only a packet leaves; a page may be going away
    }

    public string Door => "socketio";

    /// <summary>Engine.IO's heartbeat watches the silence.</summary>
    public void OnTick(long nowMs)
    {
        foreach (var (_, socket) in _sockets) socket.OnTick(nowMs);
    }

    public void OnShutdown()
    {
        foreach (var (_, socket) in _sockets) socket.OnShutdown();
        _session.Close(1001, "shutting-down");
    }

    private bool Take(SocketPacket packet)
    {
        if (packet.Type == SocketType.Connect) return Connect(packet);
        if (!_sockets.TryGetValue(packet.Namespace, out var socket)) return false;
        switch (packet.Type)
        {
            case SocketType.Disconnect:
                _sockets.TryRemove(packet.Namespace, out _);
                socket.OnClosed(1000);
                return true;
            case SocketType.Event:
                socket.OnEvent(packet, []);
                return true;
            case SocketType.BinaryEvent or SocketType.BinaryAck when packet.Attachments > 0:
                _incomplete = packet;
                return true;
            case SocketType.BinaryEvent:
                socket.OnEvent(packet, []);
                return true;
            default:
                return true; // nobody here asks for an acknowledgement
        }
    }

    private bool Connect(SocketPacket packet)
    {
        var channel = new SocketChannel(_session, packet.Namespace, () => _sockets.TryRemove(packet.Namespace, out _));
        if (_sockets.ContainsKey(packet.Namespace)) return false;
        if (_enter(channel) is not { } socket)
        {
            var error = channel.Begin(SocketType.ConnectError);
            error.Raw("""{"message":"Invalid namespace"}"""u8);
            channel.Send(error);
            channel.Flush();
            return true;
        }

        _connectTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _sockets[packet.Namespace] = socket;
        socket.OnConnect(packet.Json);
        return true;
    }

    private void OnConnectTimeout()
    {
        if (_sockets.IsEmpty) _session.Close(4001, "handshake-timeout");
    }
}
