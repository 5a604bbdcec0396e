using System.Text.Unicode;
using Signaling.Core.Codes;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// One SignalR client, whatever carries its bytes: SignalR's JSON hub protocol below, a native connection above. This part reads: frames end with a
/// byte of their own, so that what the transport calls a message means nothing here.
/// </summary>
internal sealed partial class SignalRConnection : IConnection
{
    /// <summary>What a SignalR frame may have around the fields.</summary>
    private const int EnvelopeBytes = 1 << 10;

    // What @microsoft/signalr expects unless told otherwise: it pings every 15 s and gives up after 30 s of silence.
    private const int ClientPingMs = 15_000;
    private const int ClientPatienceMs = 30_000;

    private readonly SessionServices _services;
    private readonly NativeConnection _native;
    private RentedBytes _partial;
    private bool _isReady;
    private bool _isDeaf;
    private volatile bool _heard;
    private long _heardAt;
    private long _saidAt;

    /// <param name="services">What all sessions share.</param>
    /// <param name="transport">What carries it.</param>
    /// <param name="token">The token that came with the request.</param>
    public SignalRConnection(SessionServices services, ITransport transport, string? token)
    {
        (_services, _transport) = (services, transport);
        _native = new NativeConnection(services, this, token);
    }

    public string Door => "signalr";

    /// <summary>Some bytes of the stream.</summary>
    public void OnMessage(ReadOnlyMemory<byte> utf8)
    {
        var frameBytesMax = _services.Limits.MessageBytes + EnvelopeBytes;
        while (!_isDeaf && !utf8.IsEmpty)
        {
            var end = utf8.Span.IndexOf(HubFrame.End);
            var piece = end < 0 ? utf8 : utf8[..end];
            if (_partial.Length + piece.Length > frameBytesMax)
            {
                // Nothing after it can be told apart.
                _isDeaf = true;
                _partial.Release();
                _native.OnFault(Reasons.MessageTooLarge);
                return;
            }

            if (end < 0)
            {
                _partial.Add(piece.Span);
                return;
            }

            utf8 = utf8[(end + 1)..];
            if (_partial.IsEmpty)
            {
                Take(piece);
                continue;
            }

            _partial.Add(piece.Span);
            Take(_partial.Memory);
            _partial.Release();
        }
    }

    /// <summary>SignalR's own server does not look at the opcode either.</summary>
    public void OnBinary(ReadOnlyMemory<byte> data) => OnMessage(data);

    /// <summary>This protocol has a ping of its own.</summary>
    public void OnAlive()
    {
    }

    /// <summary>
    /// The connection ended. Only a client that stopped it leaves: one closed without that was dropped by a client that will come back, whatever its
    /// close code, except when its page is going away.
    /// </summary>
    public void OnClosed(int code)
    {
        _partial.Release();
        if (!_isStopped) _native.OnClosed(code == 1001 ? 1001 : 1006);
    }

    public void OnTick(long nowMs)
    {
        _native.OnAlive(); // the silence is watched here
        _native.OnTick(nowMs);
        if (_heard || _heardAt == 0) (_heard, _heardAt) = (false, nowMs);
        else if (nowMs - _heardAt >= Math.Max(2L * _services.Options.Session.HeartbeatMs, ClientPatienceMs)) _native.OnFault(Reasons.HeartbeatMissed);
        if (TakeSaid() || _saidAt == 0) _saidAt = nowMs;
        else if (nowMs - _saidAt >= Math.Min(_services.Options.Session.HeartbeatMs, ClientPingMs)) SayPing();
    }

    public void OnShutdown() => _native.OnShutdown();

    public void OnServerFull() => _native.OnServerFull();

    /// <summary>Where a hub is, the client knows better than the native door's address says.</summary>
    public bool OnMove(MoveNotice notice) => _native.OnMove(notice with { Url = null });

    private void Take(ReadOnlyMemory<byte> frame)
    {
        _heard = true;
        if (!_isReady)
        {
            var fault = HubHandshake.Check(frame.Span);
            _isDeaf = fault is not null;
            AnswerHandshake(fault);
        }
        else if (!Utf8.IsValid(frame.Span)) // what was posted nobody has looked at
        {
            _native.OnFault(Reasons.BadUtf8);
        }
        else
        {
            Take(HubFrame.Read(frame));
        }
    }

    private void Take(in HubFrame frame)
    {
        if (frame.IsClose)
        {
            Stop();
            return;
        }

        var isAsked = !frame.InvocationId.IsEmpty;
        if (isAsked) BeginAnswer();
        var fault = frame.Fault ?? (frame.Operation == NativeType.None ? null : Invoke(frame));
        if (frame.Fault is not null) _native.OnFault(frame.Fault);
        if (isAsked) Answer(frame.InvocationId, frame.Target, fault);
    }

    private Code? Invoke(in HubFrame frame)
    {
        if (frame.Fields.Length <= _services.Limits.MessageBytes) return _native.OnMessage(frame.Operation, frame.Fields);
        _native.OnFault(Reasons.MessageTooLarge);
        return Reasons.MessageTooLarge;
    }

    /// <summary>The client said goodbye.</summary>
    private void Stop()
    {
        _isStopped = _isDeaf = true;
        _native.OnClosed(1000);
        Part();
    }
}
