using Signaling.Core.Codes;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// One Engine.IO session (protocol 4): polled over HTTP, or on a WebSocket, or first the one and then the other. Sending never blocks and never
/// calls back. Input comes one message at a time, under a lock of its own.
/// </summary>
internal sealed partial class EngineSession : ITableEntry
{
    private readonly EngineServer _server;
    private readonly Lock _gate = new();
    private readonly Lock _input = new();
    private readonly PollQueue _waiting;
    private readonly EngineHeartbeat _heartbeat;
    private ITransport? _socket;
    private bool _ended;
    private int _endCode;

    public EngineSession(EngineServer server, string id, ITransport? socket)
    {
        (_server, Id, _socket) = (server, id, socket);
        _waiting = new PollQueue(server.Limits.OutboxBytes);
        _heartbeat = new EngineHeartbeat(server.Options, server.Time, Ask, OnHeartbeatMissed);
    }

    /// <summary>Secret: who knows it may speak for the client.</summary>
    public string Id { get; }

    public IEngineUser User { get; set; } = null!;

    public bool IsUpgraded => _socket is not null;

    /// <summary>The first packet.</summary>
    public string Greeting =>
        $$"""0{"sid":"{{_server.NameFor(Id)}}","upgrades":[{{(IsUpgraded ? "" : "\"websocket\"")}}],"pingInterval":{{_server.Options.PingIntervalMs}},"pingTimeout":{{_server.Options.PingTimeoutMs}},"maxPayload":{{_server.Limits.MessageBytes}}}""";

    /// <summary>Its client owes a sign of life for too long, though nothing has ended it yet.</summary>
    public bool IsOverdue => _heartbeat.IsOverdue;

    public void Start() => _heartbeat.Restart();

    /// <summary>A whole text packet, type first.</summary>
    public void Send(ReadOnlySpan<byte> packet) => Add(packet, isBinary: false);

    public void SendBinary(ReadOnlySpan<byte> data) => Add(data, isBinary: true);

    public void Flush()
    {
        lock (_gate)
        {
            if (_socket is { } socket) socket.Flush();
            else _waiting.Release();
        }
    }

    /// <summary>Ends it: a WebSocket with this close code, a poll with a close packet. The user hears of it a little later.</summary>
    public void Close(int code, string reason)
    {
        lock (_gate)
        {
            if (_ended) return;
            if (_socket is { } socket)
            {
                socket.Close(code, reason);
                socket.Flush();
                return;
            }

            if (_waiting.IsClosed) return;
            _waiting.Close("1"u8);
        }

        ThreadPool.UnsafeQueueUserWorkItem(static session => session.End(1006), this, preferLocal: false);
    }

    /// <summary>A packet came, by whichever way. False when it broke the protocol; then the session is ending.</summary>
    public bool OnPacket(ReadOnlyMemory<byte> packet)
    {
        lock (_input)
        {
            if (_ended) return false;
            switch (packet.IsEmpty ? (byte)0 : packet.Span[0])
            {
                case (byte)'4':
                    User.OnText(packet[1..]);
                    return true;
                case (byte)'3' when packet.Length == 1:
                    _heartbeat.Restart();
                    return true;
                case (byte)'1' when packet.Length == 1:
                    OnClosePacket();
                    return true;
                default:
                    Break();
                    return false;
            }
        }
    }

    public void OnBinary(ReadOnlyMemory<byte> data)
    {
        lock (_input)
        {
            if (!_ended) User.OnBinary(data);
        }
    }

    /// <summary>Waits for something to send by an answer to a poll. Null when two polls came at once: then the session ends.</summary>
    public Task<byte[]>? Poll()
    {
        lock (_gate)
        {
            if (_waiting.TryPoll(_probing) is { } answer) return answer;
        }

        Break();
        return null;
    }

    /// <summary>Ends it now, and tells the user. Must not be called by who sends.</summary>
    public void End(int code)
    {
        lock (_gate)
        {
            if (!_waiting.IsClosed) _waiting.Close("1"u8);
            _trial?.Close(1000, "");
            _trial?.Flush();
        }

        _heartbeat.Stop();

        _server.Forget(this);
        lock (_input)
        {
            if (_ended) return;
            _ended = true;
            User.OnClosed(_endCode != 0 ? _endCode : code);
        }
    }

    public string Door => "socketio";

    public void OnTick(long nowMs) => User.OnTick(nowMs);

    public void OnShutdown() => User.OnShutdown();

    public void OnHeartbeatMissed()
    {
        _endCode = 1006;
        Close(Reasons.HeartbeatMissed.Close, Reasons.HeartbeatMissed.Name);
    }

    /// <summary>The client broke the protocol.</summary>
    public void Break() => Close(1002, "protocol-error");

    private void Add(ReadOnlySpan<byte> packet, bool isBinary)
    {
        lock (_gate)
        {
            if (_socket is { } socket)
            {
                if (isBinary) socket.SendBinary(packet);
                else socket.Send(packet);
                return;
            }

            if (_waiting.TryAdd(packet, isBinary)) return;
        }

        Close(Reasons.SlowReader.Close, Reasons.SlowReader.Name);
    }

    /// <summary>The client ends the session on purpose, but not its namespaces: it may come back and recover them.</summary>
    private void OnClosePacket()
    {
        lock (_gate)
        {
            if (_socket is null) _waiting.Close("6"u8);
            else _socket.Close(1000, "");
            _socket?.Flush();
        }

        if (_socket is null) ThreadPool.UnsafeQueueUserWorkItem(static session => session.End(1005), this, preferLocal: false);
    }

    private void Ask()
    {
        Send("2"u8);
        Flush();
    }
}
