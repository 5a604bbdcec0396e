using Signaling.Core;
using Signaling.Gateway.Engine;

namespace Signaling.Engine.Conformance;

/// <summary>An engine to be tested, and what the suite must be able to do to it.</summary>
public abstract class EngineHost : IAsyncDisposable
{
    public abstract IEngine Engine { get; }

    /// <summary>Lets this much of the engine's time pass.</summary>
    public abstract Task PassAsync(int milliseconds);

    /// <summary>Has the engine forget everything, as in a crash; afterwards it takes clients again.</summary>
    public abstract Task LoseAsync();

    public virtual ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>The bounds that the suite is written for: short times, so that it can also run on a real clock.</summary>
    public static Limits SuiteLimits { get; } = new()
    {
        ResumeWindowMs = 2_000,
        ReloadWindowMs = 500,
        UnknownReceiverMs = 1_000,
        AckDelayMs = 50,
        UnresolvedMessages = 64,
        RoomPeers = 8,
    };
}
