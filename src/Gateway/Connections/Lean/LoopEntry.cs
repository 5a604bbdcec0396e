namespace Signaling.Gateway.Connections.Lean;

/// <summary>What a loop watches: a connection, or a listening socket. All of it runs on the loop's thread.</summary>
internal abstract class LoopEntry(LeanLoop loop)
{
    /// <summary>Whose it is.</summary>
    public LeanLoop Loop { get; } = loop;

    /// <summary>Its descriptor is ready for this (<see cref="Epoll"/>), or has failed.</summary>
    public abstract void OnReady(uint ready);

    /// <summary>About once a second. <paramref name="now"/> is <see cref="Environment.TickCount"/>.</summary>
    public abstract void OnSweep(int now);

    /// <summary>The loop ends, or the entry has failed inside the server: close the descriptor.</summary>
    public abstract void End();
}
