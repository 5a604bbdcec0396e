namespace Signaling.Core.Codes;

/// <summary>The WebSocket close codes of our own (RFC 6455 section 7.4.2 leaves 4000 to 4999 to applications).</summary>
public static class CloseCodes
{
    /// <summary>Sent by a client that drops a silent socket and will resume.</summary>
    public const int ClientDropped = 4000;
    public const int HandshakeTimeout = 4001;
    public const int Refused = 4002;
    public const int Unauthorized = 4003;
    public const int HeartbeatMissed = 4008;
    public const int TakenOver = 4009;
    public const int SlowReader = 4010;
    public const int Removed = 4011;
    public const int StaleConnection = 4012;
    public const int Abusive = 4029;
}
