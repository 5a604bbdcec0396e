using System.Net.WebSockets;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Signaling.Core.Codes;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// One SignalR client: a native connection whose messages come as hub invocations and go as hub events. SignalR calls it one invocation at
/// a time.
/// </summary>
public sealed partial class SignalRConnection : ITableEntry
{
    private readonly SessionServices _services;
    private readonly SignalRTransport _transport;
    private readonly NativeConnection _native;
    private readonly HubWire _wire;
    private readonly WebSocket? _socket;
    private readonly ILogger _logger;
    private int _told;

    /// <param name="services">What all sessions share.</param>
    /// <param name="transport">Where its events go.</param>
    /// <param name="wire">Where its frames are read.</param>
    /// <param name="socket">The WebSocket under it; null with the other transports.</param>
    /// <param name="token">The token that came with the request.</param>
    /// <param name="logger">For faults of our own.</param>
    internal SignalRConnection(SessionServices services, SignalRTransport transport, HubWire wire, WebSocket? socket, string? token, ILogger<SignalRConnection> logger)
    {
        _services = services;
        _transport = transport;
        _native = new NativeConnection(services, transport, token);
        _wire = wire;
        _socket = socket;
        _logger = logger;
        wire.Connection = this;
    }

    /// <summary>An operation. Returns what was wrong with it; the client has got the error event already.</summary>
    internal Code? OnInvocation(NativeType type, JsonElement fields)
    {
        try
        {
            // A call without an argument is a call with an empty object.
            var utf8 = fields.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined ? "{}"u8 : JsonMarshal.GetRawUtf8Value(fields);
            if (utf8.Length > _services.Limits.MessageBytes) return OnFault(Reasons.MessageTooLarge);
            if (!Utf8.IsValid(utf8)) return OnFault(Reasons.BadUtf8);
            return _native.OnMessage(type, utf8.ToArray());
        }
        catch (Exception e)
        {
            LogFault(_logger, e);
            _transport.Close(1011, "internal-error");
            _transport.Flush();
            return null;
        }
    }

    /// <summary>What came was no operation.</summary>
    internal Code OnFault(Code code)
    {
        _native.OnFault(code);
        return code;
    }

    /// <summary>
    /// The hub connection ended. Only a client that stopped it leaves: a socket closed without that was dropped by a client that will come
    /// back, whatever its close code, except when its page is going away.
    /// </summary>
    internal void OnClosed()
    {
        var pageGone = _socket?.CloseStatus == WebSocketCloseStatus.EndpointUnavailable;
        _transport.OnClosed();
        _native.OnClosed(_transport.IsClosing ? 1006 : _wire.ClientStopped ? 1000 : pageGone ? 1001 : 1006);
    }

    public string Door => "signalr";

    /// <summary>SignalR watches the silence itself, by its own pings; ours would mistake a healthy long poll for a dead client.</summary>
    public void OnTick(long nowMs)
    {
        _native.OnAlive();
        _native.OnTick(nowMs);
        _transport.OnTick(nowMs);
    }

    /// <summary>Once only: SignalR's own shutdown and the gateway's come in either order.</summary>
    public void OnShutdown()
    {
        if (Interlocked.Exchange(ref _told, 1) == 0) _native.OnShutdown();
    }

    /// <summary>Where a hub is, the client knows better than the native door's address says.</summary>
    public bool OnMove(MoveNotice notice) => _native.OnMove(notice with { Url = null });

    [LoggerMessage(1211, LogLevel.Error, "A SignalR invocation failed inside the server.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
