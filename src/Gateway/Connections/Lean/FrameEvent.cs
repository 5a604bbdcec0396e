using System.Net.WebSockets;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>What a client did.</summary>
internal enum FrameKind
{
    Text,
    Binary,
    Ping,
    Pong,

    /// <summary>It closes, with <see cref="FrameEvent.Code"/>.</summary>
    Close,

    /// <summary>It broke a rule: the connection is to be closed with <see cref="FrameEvent.Code"/>, and nothing more is read from it.</summary>
    Fault,
}

/// <summary>One whole message, or one control frame, of a client.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Payload">Unmasked; valid until the next one is asked for.</param>
/// <param name="Code">The close code; 1005 for a close frame without one.</param>
/// <param name="Reason">Of a fault: its name.</param>
internal readonly record struct FrameEvent(FrameKind Kind, ReadOnlyMemory<byte> Payload, int Code = 0, string Reason = "")
{
    public const int NoCode = 1005;

    public static FrameEvent Fault(WebSocketCloseStatus code, string reason) => new(FrameKind.Fault, default, (int)code, reason);
}
