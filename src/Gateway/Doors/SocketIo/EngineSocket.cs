using System.Text;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>A WebSocket at the door: a session of its own, or on trial for one that was polled so far.</summary>
internal sealed class EngineSocket : IConnection
{
    private const int ProbeMs = 10_000;

    private readonly EngineSession _session;
    private readonly ITransport _transport;
    private readonly bool _opened;
    private bool _owns;
    private long _triedUntil;

    /// <param name="server">The sessions.</param>
    /// <param name="transport">The socket.</param>
    /// <param name="polled">The session that it is on trial for; null for one of its own.</param>
    public EngineSocket(EngineServer server, ITransport transport, EngineSession? polled)
    {
        _transport = transport;
        _opened = _owns = polled is null;
        _session = polled ?? server.Open(transport);
        if (!_opened)
        {
            if (!_session.BeginTrial(transport)) Drop();
            return;
        }

        transport.Send(Encoding.UTF8.GetBytes(_session.Greeting));
        transport.Flush();
    }

    public void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        if (_owns) _session.OnPacket(utf8);
        else if (utf8.Span.SequenceEqual("2probe"u8) && _session.Probe(_transport)) Answer("3probe"u8);
        else if (utf8.Span.SequenceEqual("5"u8) && _session.Upgrade(_transport)) _owns = true;
        else Drop();
    }

    public void OnBinary(ReadOnlyMemory<byte> data)
    {
        if (_owns) _session.OnBinary(data);
        else Drop();
    }

    public void OnAlive()
    {
    }

    public void OnClosed(int code)
    {
        if (_owns) _session.End(code);
        else _session.EndTrial(_transport);
    }

    public string Door => "socketio";

    public void OnTick(long nowMs)
    {
        if (_opened) _session.OnTick(nowMs);
        if (_owns) return;
        if (_triedUntil == 0) _triedUntil = nowMs + ProbeMs;
        else if (nowMs >= _triedUntil) Drop();
    }

    public void OnShutdown()
    {
        if (_opened) _session.OnShutdown();
    }

    public void OnServerFull()
    {
        _transport.Close(1013, "server-full");
        _transport.Flush();
    }

    private void Answer(ReadOnlySpan<byte> packet)
    {
        _transport.Send(packet);
        _transport.Flush();
    }

    private void Drop()
    {
        _transport.Close(1002, "protocol-error");
        _transport.Flush();
    }
}
