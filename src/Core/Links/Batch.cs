namespace Signaling.Core.Links;

/// <summary>Items on their way from one actor to another. The same batch may be sent many times; it is taken once.</summary>
/// <param name="SenderEpoch">The making of the sender.</param>
/// <param name="ReceiverEpoch">The making of the receiver that the sender believes in; 0 when it does not know one yet.</param>
/// <param name="Number">Counts the batches of this making of the sender, to whomever, from 1.</param>
/// <param name="Items">What is sent, in order.</param>
public sealed record Batch<T>(long SenderEpoch, long ReceiverEpoch, long Number, IReadOnlyList<T> Items);

/// <summary>What a receiver did with a batch.</summary>
public enum BatchFate
{
    /// <summary>Taken, now or before.</summary>
    Taken,

    /// <summary>Not taken: something it depends on has not arrived here yet. Send it again in a moment.</summary>
    NotYet,

    /// <summary>Not taken: it was meant for another making of the receiver.</summary>
    ReceiverIsNew,

    /// <summary>Not taken: a newer making of the sender has spoken. The sender is to end.</summary>
    SenderIsOld,
}

/// <summary>The answer to a batch.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Epoch">The making of the receiver that answers; where the sender is old, the making of the sender that is known.</param>
/// <param name="Gone">A gateway's answer: connections that were gone, so that nobody has what the batch had for them; null for none.</param>
public readonly record struct BatchReply(BatchFate Fate, long Epoch, IReadOnlyList<long>? Gone = null);
