namespace Signaling.Gateway.Connections.Lean;

/// <summary>A door as this transport needs it.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="ChooseSubprotocol">The subprotocol to select of those offered; null for none.</param>
/// <param name="Check">Why a connection is not taken; null when it is.</param>
/// <param name="Accept">Takes a connection.</param>
internal sealed record LeanDoor(
    string Path,
    Func<IReadOnlyList<string>, string?> ChooseSubprotocol,
    Func<Handshake, Refusal?> Check,
    Func<Handshake, ITransport, IConnection> Accept)
{
    /// <summary>It wants messages piece by piece, as they come.</summary>
    public bool IsStream { get; init; }

    /// <summary>Whether a request with this query is to be left to Kestrel; null for none.</summary>
    public Func<Func<string, string?>, bool>? IsElsewhere { get; init; }
}

/// <summary>The bounds of this transport. Sizes are bytes, times milliseconds.</summary>
/// <param name="MessageBytes">The largest message it takes.</param>
/// <param name="OutboxBytes">What may wait to be written to one connection.</param>
/// <param name="CloseMs">How long a close may take.</param>
/// <param name="HandshakeMs">How long an upgrade request may take.</param>
/// <param name="MessageMs">How long a message may take from its first byte to its last.</param>
/// <param name="Connections">How many WebSockets there may be.</param>
/// <param name="Descriptors">How many descriptors the process may have.</param>
internal sealed record LeanLimits(
    int MessageBytes, int OutboxBytes, int CloseMs, int HandshakeMs, int MessageMs, int Connections, int Descriptors);
