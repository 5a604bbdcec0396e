namespace Signaling.Gateway.Connections;

/// <summary>A connection as the <see cref="ConnectionTable"/> sees it, whatever carries its messages.</summary>
public interface ITableEntry
{
    /// <summary>Called about once a second, from another thread.</summary>
    void OnTick(long nowMs);

    /// <summary>The server shuts down: say so and close.</summary>
    void OnShutdown();
}
