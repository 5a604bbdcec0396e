namespace Signaling.Core.Flight;

/// <summary>How far a call set-up came, and why no further.</summary>
/// <param name="Outcome">How it stands.</param>
/// <param name="Code">The finding, for a program: docs/api.md lists them.</param>
/// <param name="Sentence">The finding, for a person.</param>
/// <param name="Connection">The label of the connection it is about; null for the only one.</param>
public sealed record CallVerdict(CallOutcome Outcome, string Code, string Sentence, string? Connection = null)
{
    /// <summary>Connected: how long it took from the first offer, in milliseconds.</summary>
    public long? SetUpMs { get; init; }
}

/// <summary>How a call set-up stands.</summary>
public enum CallOutcome
{
    /// <summary>No offer was seen.</summary>
    Nothing,

    /// <summary>On its way, and no longer than it may take.</summary>
    SettingUp,

    /// <summary>Stuck: nothing has happened for longer than it should take.</summary>
    Stalled,

    Connected,

    /// <summary>It did not connect, or broke.</summary>
    Failed,

    /// <summary>It was connected and ended, or a peer went before it was.</summary>
    Ended,
}
