namespace Signaling.Gateway.Connections;

/// <summary>Who may connect at all, before any door is asked: the page's origin, and how many come from one address.</summary>
public interface IEntrance
{
    /// <summary>The handshake with the client's own address, also behind proxies that are trusted.</summary>
    Handshake Locate(Handshake handshake);

    /// <summary>Why a WebSocket may not come in; null when it may.</summary>
    /// <param name="handshake">The request, located.</param>
    /// <param name="place">What to give back when it has ended.</param>
    Refusal? Enter(Handshake handshake, out ulong place);

    /// <summary>A WebSocket that came in has ended.</summary>
    void Leave(ulong place);
}
