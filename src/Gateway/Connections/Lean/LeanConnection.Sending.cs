using System.Buffers.Binary;
using System.Text;
using Signaling.Core.Codes;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>
/// This part sends, from any thread, and never blocks: what the socket does not take at once waits in a rented buffer with a bound, and the
/// loop writes it when the socket takes more.
/// </summary>
internal sealed partial class LeanConnection
{
    private const int NoCloseFrame = 1006;
    private const int ReasonBytesMax = 123;

    private int _fd;
    private RentedBytes _outbox;
    private int _backlog;
    private int _allowed;
    private int _closeBy;
    private volatile bool _isClosing;
    private bool _isWaiting;
    private bool _isShut;

    // Locks itself, as nobody else does: a Lock of its own would be 40 bytes more for each connection.
    public void Send(ReadOnlySpan<byte> utf8) => Send(Opcode.Text, utf8);

    public void SendBinary(ReadOnlySpan<byte> data) => Send(Opcode.Binary, data);

    private void Send(int opcode, ReadOnlySpan<byte> data)
    {
        lock (this)
        {
            if (_isClosing) return;
            if (_backlog == 0 || _backlog + data.Length <= _allowed)
            {
                AddFrame(opcode, data);
                return;
            }

            if (_connection?.WordsForSlow is { Length: > 0 } words) AddFrame(Opcode.Text, words.Span);
            BeginClose(Reasons.SlowReader.Close, Reasons.SlowReader.Name);
        }

        Loop.Post(GiveUp); // what is sent to it from now on is lost, so its session must know soon; here it may be inside a call of ours
    }

    public void Flush()
    {
        if (LeanLoop.Current is { } turn) turn.FlushLater(this);
        else WriteOut();
    }

    public void Ping()
    {
        lock (this)
        {
            if (_isClosing) return;
            AddFrame(Opcode.Ping, default);
        }

        Flush();
    }

    public void Close(int code, string reason)
    {
        lock (this)
        {
            if (!_isClosing) BeginClose(code, reason);
        }
    }

    /// <summary>Writes what there is, unless the socket is full and the loop waits for it.</summary>
    public void WriteOut()
    {
        lock (this)
        {
            if (_outbox.IsEmpty) return;
            var added = _outbox.Length - _backlog;
            if (added > _server.Limits.OutboxBytes) _allowed = Math.Max(_allowed, added + _server.Limits.OutboxBytes);
            if (!_isWaiting) Write();
            _backlog = _outbox.Length;
        }
    }

    private bool IsWrittenOut
    {
        get
        {
            lock (this) return _outbox.IsEmpty;
        }
    }

    /// <summary>The socket takes more.</summary>
    private void WriteBacklog()
    {
        lock (this)
        {
            if (_outbox.IsEmpty) return;
            var before = _outbox.Length;
            Write();
            _backlog = Math.Max(0, _backlog - (before - _outbox.Length));
        }
    }

    private void Write()
    {
        var sent = Libc.Send(_fd, _outbox.Span);
        if (sent < 0)
        {
            if (Libc.LastError is not (Libc.Again or Libc.Interrupted))
            {
                Break();
                return;
            }

            sent = 0;
        }

        _outbox.Take(sent);
        if (_outbox.IsEmpty) _allowed = _server.Limits.OutboxBytes;
        if (_isWaiting == !_outbox.IsEmpty) return;
        _isWaiting = !_isWaiting;
        Loop.Change(_fd, _isWaiting ? Epoll.Readable | Epoll.Writable : Epoll.Readable);
    }

    /// <summary>Nobody reads any more. The receiving side is told by the system, and ends it.</summary>
    private void Break()
    {
        _isClosing = true;
        _outbox.Release();
        Libc.Shutdown(_fd, both: true);
    }

    private void AddPong(ReadOnlySpan<byte> payload)
    {
        lock (this)
        {
            // A client that does not read gets no pongs: RFC 6455 lets several pings have one answer.
            if (_isClosing || _backlog > 0) return;
            AddFrame(Opcode.Pong, payload);
        }

        Flush();
    }

    private void AddUpgradeAnswer(string key, string? subprotocol)
    {
        lock (this) _outbox.Added(UpgradeAnswer.Accept(key, subprotocol, _outbox.Reserve(UpgradeAnswer.AcceptBytesMax + (subprotocol?.Length ?? 0))));
    }

    private void AddRaw(ReadOnlySpan<byte> bytes)
    {
        lock (this) _outbox.Add(bytes);
    }

    private void StopSending()
    {
        lock (this)
        {
            _isClosing = true;
            if (_closeBy == 0) _closeBy = After(_server.Limits.CloseMs);
        }
    }

    private void BeginClose(int code, string reason)
    {
        _isClosing = true;
        _closeBy = After(_server.Limits.CloseMs);
        Span<byte> payload = stackalloc byte[2 + ReasonBytesMax];
        BinaryPrimitives.WriteUInt16BigEndian(payload, (ushort)code);
        Encoding.UTF8.TryGetBytes(reason, payload[2..], out var length);
        AddFrame(Opcode.Close, payload[..(2 + length)]);
    }

    private void AddFrame(int opcode, ReadOnlySpan<byte> payload)
    {
        var frame = _outbox.Reserve(FrameHeader.BytesMax + payload.Length);
        var header = FrameHeader.Write(frame, opcode, payload.Length);
        payload.CopyTo(frame[header..]);
        _outbox.Added(header + payload.Length);
    }

    /// <summary>Takes the descriptor away from all who might still write.</summary>
    private int Detach()
    {
        lock (this)
        {
            var fd = _fd;
            _fd = -1;
            _isClosing = true;
            _outbox.Release();
            return fd;
        }
    }
}
