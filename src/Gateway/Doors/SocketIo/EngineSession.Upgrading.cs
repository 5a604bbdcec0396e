using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>From polling to a WebSocket: one is on trial at a time, and takes over once.</summary>
internal sealed partial class EngineSession
{
    private ITransport? _trial;
    private bool _probing;

    /// <summary>The client brings a WebSocket. False when it has one, or tries another.</summary>
    public bool BeginTrial(ITransport socket)
    {
        lock (_gate)
        {
            if (_ended || _socket is not null || _trial is not null) return false;
            _trial = socket;
            return true;
        }
    }

    /// <summary>The client asks whether it works. False when it is not the one on trial.</summary>
    public bool Probe(ITransport socket)
    {
        lock (_gate)
        {
            if (_ended || _trial != socket) return false;
            _probing = true;
            _waiting.Noop();
            return true;
        }
    }

    /// <summary>The WebSocket is the transport from now on. False when it was not tried.</summary>
    public bool Upgrade(ITransport socket)
    {
        lock (_gate)
        {
            if (_ended || !_probing || _trial != socket || _waiting.IsClosed) return false;
            while (_waiting.TryTake(out var packet, out var isBinary))
            {
                if (isBinary) socket.SendBinary(packet);
                else socket.Send(packet);
            }

            _waiting.Close("6"u8);
            (_socket, _trial, _probing) = (socket, null, false);
            socket.Flush();
            return true;
        }
    }

    /// <summary>It is gone; the session goes on being polled.</summary>
    public void EndTrial(ITransport socket)
    {
        lock (_gate)
        {
            if (_trial == socket) (_trial, _probing) = (null, false);
        }
    }
}
