using Signaling.Core.Codes;

namespace Signaling.Core.Messages;

/// <summary>One thing a client is told, independent of its wire protocol. Which fields are set depends on <see cref="Kind"/>.</summary>
public readonly struct ClientEvent
{
    public required EventKind Kind { get; init; }

    /// <summary>The server's number for this client; 0 when the message carries none.</summary>
    public long Seq { get; init; }

    /// <summary>Presence: whom it is about. Signal: the sender.</summary>
    public Member? Peer { get; init; }

    /// <summary>Presence: the role of the told client toward <see cref="Peer"/>.</summary>
    public bool Polite { get; init; }

    public Signal Signal { get; init; }

    /// <summary>The reason: of a departure, an undelivered message, an error, a close.</summary>
    public Code? Code { get; init; }

    /// <summary>Undelivered and glare: the other peer.</summary>
    public string? Target { get; init; }

    /// <summary>Own number: of what was not delivered, of the offer in glare, of the refused message; resumed: resolved up to here.</summary>
    public long Number { get; init; }

    /// <summary>Glare: the number of the own offer in the pair.</summary>
    public long Negotiation { get; init; }

    /// <summary>Glare: whether the own offer stands. Resumed: whether the session was recovered. Undelivered: whether that resolves the number.</summary>
    public bool Flag { get; init; }

    /// <summary>
    /// Resumed: the session was still there, whether or not it was recovered: of a client that does not acknowledge nobody can say that it has everything.
    /// </summary>
    public bool WasThere { get; init; }

    /// <summary>Glare: the label of the connection.</summary>
    public string? Connection { get; init; }

    /// <summary>Error with <see cref="Retry.After"/>: how long to wait.</summary>
    public int RetryAfterMs { get; init; }

    /// <summary>Existing peers and resumed: the room as it is.</summary>
    public RoomView? View { get; init; }

    /// <summary>
    /// Resumed and recovered: the client has all of the server's numbers up to here. More than it said when it asked, where it moved and went on
    /// acknowledging on its old connection.
    /// </summary>
    public long Seen { get; init; }

    /// <summary>Ack: cumulative and ranges.</summary>
    public AckRanges? Acked { get; init; }
}
