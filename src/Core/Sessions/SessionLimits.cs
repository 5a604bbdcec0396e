namespace Signaling.Core.Sessions;

/// <summary>The bounds of one connection. Times are milliseconds.</summary>
public sealed record SessionLimits
{
    /// <summary>Messages a second that a connection may send for long. Default 200.</summary>
    public double MessagesPerSecond { get; init; } = 200;

    /// <summary>Messages it may send at once: joining a full room makes a burst of offers and candidates. Default 2,000.</summary>
    public int MessagesBurst { get; init; } = 2_000;

    /// <summary>
    /// Refused messages in a row after which the connection is closed. A client may have all its unresolved messages on the wire when the
    /// first is refused, so never less than twice that. Default 4,096.
    /// </summary>
    public int RefusedInARow { get; init; } = 4_096;

    /// <summary>The time for the first message after the handshake. Default 10,000.</summary>
    public int HandshakeMs { get; init; } = 10_000;

    /// <summary>The heartbeat; after two without a sign of life the connection is closed. Default 20,000.</summary>
    public int HeartbeatMs { get; init; } = 20_000;
}
