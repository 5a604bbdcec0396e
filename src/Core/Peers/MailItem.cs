using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Negotiation;

namespace Signaling.Core.Peers;

/// <summary>
/// One thing that waits in a mailbox: for its receiver, for its acknowledgement, or (a candidate) for its description. Used again after
/// that (<see cref="Spares"/>), so nobody may keep one that has left the mailbox.
/// </summary>
internal sealed class MailItem
{
    /// <summary>What it becomes for the client.</summary>
    public EventKind Kind { get; set; }

    /// <summary>A signal: its sender. Presence: whom it is about.</summary>
    public Member About { get; set; } = null!;

    /// <summary>The signal, with a payload of its own.</summary>
    public Signal Signal { get; set; }

    /// <summary>A departure's reason.</summary>
    public Code? Reason { get; set; }

    /// <summary>The room as it was, where the item is the whole truth.</summary>
    public RoomView? View { get; set; }

    /// <summary>The state of the pair it came through; null for presence.</summary>
    public Pair? Pair { get; set; }

    /// <summary>A description's ufrags.</summary>
    public UfragSet Ufrags { get; set; }

    /// <summary>A candidate's facts, its ufrag filled in from the sender's last description where it names none.</summary>
    public CandidateFacts Candidate { get; set; }

    /// <summary>The number to the client; 0 until it was sent.</summary>
    public long Seq { get; set; }

    /// <summary>When it stops waiting; <see cref="long.MaxValue"/> for as long as the session lasts.</summary>
    public long ExpiresAt { get; set; } = long.MaxValue;

    /// <summary>Where the payload is, and may be again; null where there is none.</summary>
    public byte[]? Buffer { get; init; }

    /// <summary>What it counts for in the byte bounds.</summary>
    public int Bytes => Limits.KeptOverheadBytes + (IsPresence ? About.Data.Length : Signal.Payload.Length);

    public bool IsPresence => Pair is null;

    /// <summary>Takes a signal, its payload copied into the buffer.</summary>
    public void SetSignal(in Signal signal)
    {
        signal.Payload.CopyTo(Buffer);
        Signal = signal.WithPayload(Buffer.AsMemory(0, signal.Payload.Length));
    }

    /// <summary>Forgets everything but the buffer.</summary>
    public void Clear()
    {
        (Kind, About, Signal, Reason, View, Pair) = (default, null!, default, null, null, null);
        (Ufrags, Candidate, Seq, ExpiresAt) = (default, default, 0, long.MaxValue);
    }
}
