namespace Signaling.Gateway.Connections;

/// <summary>
/// Where a door writes. There is no read: what comes in is pushed into the door's <see cref="IConnection"/>. All members may be called from
/// any thread, never block and never throw.
/// </summary>
public interface ITransport
{
    /// <summary>Queues one text message; it goes out with the next <see cref="Flush"/>. Over the budget the connection is closed as slow.</summary>
    void Send(ReadOnlySpan<byte> utf8);

    /// <summary>The same with a binary message.</summary>
    void SendBinary(ReadOnlySpan<byte> data);

    /// <summary>Writes out what is queued.</summary>
    void Flush();

    /// <summary>Asks the client for a sign of life (RFC 6455 section 5.5.2).</summary>
    void Ping();

    /// <summary>Closes after what is queued has gone out, or after a moment if it does not.</summary>
    void Close(int code, string reason);
}
