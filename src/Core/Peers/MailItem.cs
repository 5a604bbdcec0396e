using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Peers;

/// <summary>One thing that waits in a mailbox: for its receiver, for its acknowledgement, or (a candidate) for its description.</summary>
internal sealed class MailItem
{
    /// <summary>What it becomes for the client.</summary>
    public required EventKind Kind { get; init; }

    /// <summary>A signal: its sender. Presence: whom it is about.</summary>
    public required Member About { get; init; }

    /// <summary>The signal, with a payload of its own.</summary>
    public Signal Signal { get; init; }

    /// <summary>A departure's reason.</summary>
    public Code? Reason { get; init; }

    /// <summary>The room as it was, where the item is the whole truth.</summary>
    public RoomView? View { get; init; }

    /// <summary>The state of the pair it came through; null for presence.</summary>
    public Pair? Pair { get; init; }

    /// <summary>A description's ufrags.</summary>
    public UfragSet Ufrags { get; init; }

    /// <summary>A candidate's facts, its ufrag filled in from the sender's last description where it names none.</summary>
    public CandidateFacts Candidate { get; init; }

    /// <summary>The number to the client; 0 until it was sent.</summary>
    public long Seq { get; set; }

    /// <summary>When it stops waiting; <see cref="long.MaxValue"/> for as long as the session lasts.</summary>
    public long ExpiresAt { get; set; } = long.MaxValue;

    /// <summary>What it counts for in the byte bounds.</summary>
    public int Bytes => Limits.ItemOverheadBytes + (IsPresence ? About.Data.Length : Signal.Payload.Length);

    public bool IsPresence => Pair is null;
}
