namespace Signaling.Gateway.Connections;

/// <summary>A connection as the <see cref="ConnectionTable"/> sees it, whatever carries its messages.</summary>
public interface ITableEntry
{
    /// <summary>The door that it came by, as metrics name it.</summary>
    string Door { get; }

    /// <summary>Called about once a second, from another thread.</summary>
    void OnTick(long nowMs);

    /// <summary>The server shuts down: say so and close.</summary>
    void OnShutdown();

    /// <summary>
    /// Others will serve this client: tell it to resume there. False when it is too early for that, to be asked again. A protocol that has no word
    /// for it closes, with a code after which its clients come back.
    /// </summary>
    bool OnMove(MoveNotice notice)
    {
        OnShutdown();
        return true;
    }
}
