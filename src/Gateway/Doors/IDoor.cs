using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors;

/// <summary>One wire protocol over WebSockets. A door translates, nothing more.</summary>
public interface IDoor
{
    /// <summary>Its name in configuration and logs.</summary>
    string Name { get; }

    /// <summary>The path it is served at.</summary>
    string Path { get; }

    /// <summary>What comes is a stream with bounds of its own: its connections get messages piece by piece, as they come, however long they are.</summary>
    bool IsStream => false;

    /// <summary>The subprotocol to select of those offered; null for none.</summary>
    string? ChooseSubprotocol(IReadOnlyList<string> offered);

    /// <summary>Why a WebSocket is not taken; null when it is. Asked before the handshake is answered.</summary>
    Refusal? Check(Handshake handshake) => null;

    /// <summary>Takes a connection.</summary>
    IConnection Accept(Handshake handshake, ITransport transport);
}
