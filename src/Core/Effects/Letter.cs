using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Effects;

/// <summary>What one peer actor sends to another of its room.</summary>
public readonly struct Letter
{
    /// <summary>The peer it is for.</summary>
    public required string To { get; init; }

    /// <summary>A signal: its sender. An outcome: null.</summary>
    public Member? From { get; init; }

    public Signal Signal { get; init; }

    /// <summary>An offer: the sender's actor knew of an unanswered offer of the receiver's.</summary>
    public bool InGlare { get; init; }

    /// <summary>An outcome: the instance of the sender it is for.</summary>
    public string? Instance { get; init; }

    /// <summary>An outcome: the sender's number that is resolved.</summary>
    public long Number { get; init; }

    /// <summary>An outcome: why it was not delivered; null when it was, or when a rule made it void.</summary>
    public Code? Code { get; init; }

    /// <summary>An outcome: the receiver it is about.</summary>
    public string? Receiver { get; init; }

    public bool IsOutcome => From is null;

    /// <summary>An outcome that turned out otherwise.</summary>
    public Letter WithCode(Code code) => this with { Code = code };
}
