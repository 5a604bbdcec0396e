using System.Net;
using System.Net.WebSockets;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>
/// One accepted socket: first looked at, then upgraded, then read as a WebSocket. This part receives, on the loop's thread. Between messages it
/// holds no buffer. Only this side ends the connection; a failed write waits for it.
/// </summary>
internal sealed partial class LeanConnection : LoopEntry, ITransport
{
    private const int KeptRoomBytes = 4 << 10;

    private readonly LeanListener _listener;
    private readonly LeanServer _server;
    private IConnection? _connection;
    private RentedBytes _kept;
    private FrameReader _reader;
    private Stage _stage;
    private int _waitBy;
    private ulong _place;

    public LeanConnection(LeanLoop loop, LeanListener listener, LeanServer server, int fd)
        : base(loop)
    {
        _listener = listener;
        _server = server;
        _fd = fd;
        _allowed = server.Limits.OutboxBytes;
        _reader = new FrameReader(server.Limits.MessageBytes);
        _waitBy = After(server.Limits.HandshakeMs);
    }

    private enum Stage
    {
        /// <summary>Is it ours at all? Nothing is taken from the socket.</summary>
        Sniffing,

        /// <summary>It is: the request's head is read.</summary>
        Upgrading,

        Open,

        /// <summary>It was refused or broke a rule. The rest is read without looking, so that it gets our last word instead of a reset.</summary>
        Discarding,

        /// <summary>It has closed, and our answer goes out.</summary>
        Parting,

        Ended,
    }

    public override void OnReady(uint ready)
    {
        if ((ready & Epoll.Writable) != 0) WriteBacklog();
        if ((ready & ~Epoll.Writable) != 0 && _stage != Stage.Ended) Receive();
        AfterWrite();
    }

    public override void OnSweep(int now)
    {
        var closeBy = Volatile.Read(ref _closeBy);
        if (closeBy != 0 && now - closeBy >= 0) End();
        else if (_waitBy == 0 || now - _waitBy < 0) return;
        else if (_stage == Stage.Sniffing) End();
        else if (_stage == Stage.Upgrading) Refuse(HttpStatusCode.RequestTimeout);
        else if (_stage == Stage.Open) Fail((int)WebSocketCloseStatus.PolicyViolation, "message-timeout");
    }

    private static int After(int ms) => (Environment.TickCount + ms) | 1; // 0 means never

    private void Receive()
    {
        if (_stage == Stage.Sniffing && !Sniff()) return;
        if (_kept.IsEmpty)
        {
            var count = Libc.Receive(_fd, Loop.Buffer);
            if (!HasCome(count)) return;
            var start = 0;
            Read(Loop.Buffer, ref start, count);
            if (start < count && IsReading) _kept.Add(Loop.Buffer.AsSpan(start, count - start));
        }
        else
        {
            // As much again as there is, so that what a client announces costs it as much as it costs us.
            var count = Libc.Receive(_fd, _kept.Reserve(Math.Clamp(_reader.Missing, FrameHeader.BytesMax, Math.Max(KeptRoomBytes, _kept.Length))));
            if (!HasCome(count)) return;
            _kept.Added(count);
            var bytes = _kept.Segment;
            var start = bytes.Offset;
            Read(bytes.Array!, ref start, bytes.Offset + bytes.Count);
            if (IsReading) _kept.Take(start - bytes.Offset);
            else _kept.Release();
        }

        if (_stage == Stage.Open && _kept.IsEmpty && !_reader.IsInMessage) _waitBy = 0;
        else if (_stage == Stage.Open && _waitBy == 0) _waitBy = After(_server.Limits.MessageMs);
    }

    private bool IsReading => _stage is Stage.Upgrading or Stage.Open;

    private bool HasCome(int count)
    {
        if (count > 0) return true;
        if (count == 0 || Libc.LastError is not (Libc.Again or Libc.Interrupted)) End();
        return false;
    }

    /// <summary>Whether it is ours. If not it becomes Kestrel's, with all it has sent.</summary>
    private bool Sniff()
    {
        var count = Libc.Receive(_fd, Loop.Buffer.AsSpan(0, RequestSniffer.HeadBytesMax), Libc.Peek);
        if (!HasCome(count)) return false;
        switch (_server.Sniffer.Look(Loop.Buffer.AsSpan(0, count)))
        {
            case Sniffed.Unclear:
                return false;
            case Sniffed.Other:
                _stage = Stage.Ended;
                Loop.Forget(_fd);
                _listener.HandOver(Detach());
                return false;
            default:
                _stage = Stage.Upgrading;
                Loop.Change(_fd, Epoll.Readable);
                return true;
        }
    }

    private void Read(byte[] buffer, ref int start, int end)
    {
        if (_stage == Stage.Upgrading) Upgrade(buffer.AsSpan(start, end - start), ref start);
        while (_stage == Stage.Open && _reader.TryNext(buffer, ref start, end, out var next)) Handle(next);
    }

    private void Handle(in FrameEvent next)
    {
        switch (next.Kind)
        {
            case FrameKind.Text or FrameKind.Binary:
                if (!_reader.IsBetweenParts) _waitBy = 0;
                if (!_isClosing) Hand(next);
                break;
            case FrameKind.Ping:
                AddPong(next.Payload.Span);
                _connection!.OnAlive();
                break;
            case FrameKind.Pong:
                _connection!.OnAlive();
                break;
            case FrameKind.Close:
                Part(next.Code);
                break;
            default:
                Fail(next.Code, next.Reason);
                break;
        }
    }

    private void Hand(in FrameEvent next)
    {
        try
        {
            if (next.Kind == FrameKind.Text) _connection!.OnMessage(next.Payload);
            else _connection!.OnBinary(next.Payload);
        }
        catch (Exception e)
        {
            _server.LogFault(e);
            Fail((int)WebSocketCloseStatus.InternalServerError, "internal-error");
        }
    }
}
