namespace Signaling.Core.Links;

/// <summary>What an answer means for the one who sends.</summary>
public enum LinkNews
{
    /// <summary>Go on.</summary>
    None,

    /// <summary>The receiver was lost and made again; what it had taken is gone, and so is what waited here. Begin anew.</summary>
    ReceiverLost,

    /// <summary>Somebody newer speaks in our name.</summary>
    Superseded,
}

/// <summary>
/// The sending end of a link between two actors: order kept, nothing twice, one batch in flight, what comes meanwhile is the next batch.
/// The shell sends what <see cref="TryBegin"/> gives and reports with <see cref="Answer"/> or <see cref="Fail"/>; a batch whose fate is unknown is
/// sent again as it was. Numbers of batches only ever rise, within the links of a sender. Nothing is lost but with the receiver, and then the sender learns of it.
/// </summary>
public sealed class Outlink<T>(long senderEpoch, Func<long> nextNumber, int batchItemsMax = Outlink<T>.BatchItemsMax)
{
    public const int BatchItemsMax = 256;

    private readonly Queue<T> _waiting = new();
    private Batch<T>? _inFlight;
    private bool _sending;
    private long _receiverEpoch;

    /// <summary>Items that were not confirmed yet.</summary>
    public int Count => _waiting.Count + (_inFlight?.Items.Count ?? 0);

    /// <summary>There is something to send and nothing is being sent.</summary>
    public bool IsReady => !_sending && (_inFlight is not null || _waiting.Count > 0);

    public void Add(T item) => _waiting.Enqueue(item);

    /// <summary>The batch to send now: the one whose fate is unknown, or the next.</summary>
    public bool TryBegin(out Batch<T> batch)
    {
        batch = null!;
        if (!IsReady) return false;
        if (_inFlight is null)
        {
            var items = new T[Math.Min(_waiting.Count, batchItemsMax)];
            for (var i = 0; i < items.Length; i++) items[i] = _waiting.Dequeue();
            _inFlight = new Batch<T>(senderEpoch, _receiverEpoch, nextNumber(), items);
        }

        _sending = true;
        batch = _inFlight;
        return true;
    }

    /// <summary>
    /// The receiver answered the batch that is being sent. An answer to another one (sent twice, answered late) is nothing. Where the receiver
    /// was lost, <paramref name="lost"/> is what was not confirmed, in order.
    /// </summary>
    public LinkNews Answer(long number, in BatchReply reply, out IReadOnlyList<T> lost)
    {
        lost = [];
        if (_inFlight is null || number != _inFlight.Number) return LinkNews.None;
        _sending = false;
        switch (reply.Fate)
        {
            case BatchFate.Taken when _receiverEpoch == 0 || _receiverEpoch == reply.Epoch:
                _receiverEpoch = reply.Epoch;
                _inFlight = null;
                return LinkNews.None;
            case BatchFate.NotYet when _receiverEpoch == 0 || _receiverEpoch == reply.Epoch:
                return LinkNews.None;
            case BatchFate.SenderIsOld:
                return LinkNews.Superseded;
            default:
                if (reply.Epoch <= _receiverEpoch) return LinkNews.None; // an old making answered: ask again
                lost = [.. _inFlight.Items, .. _waiting];
                Reset(reply.Epoch);
                return LinkNews.ReceiverLost;
        }
    }

    /// <summary>
    /// The receiver has spoken itself, as this making. Where none was known, what is on its way is for this one, and for no later one that it may
    /// reach first.
    /// </summary>
    public LinkNews Learn(long receiverEpoch, out IReadOnlyList<T> lost)
    {
        lost = [];
        if (_receiverEpoch == 0)
        {
            _receiverEpoch = receiverEpoch;
            if (_inFlight is not null) _inFlight = _inFlight with { ReceiverEpoch = receiverEpoch };
        }

        if (receiverEpoch <= _receiverEpoch) return LinkNews.None;
        lost = [.. _inFlight?.Items ?? [], .. _waiting];
        Reset(receiverEpoch);
        return LinkNews.ReceiverLost;
    }

    /// <summary>Nobody answered in time: the same batch goes again.</summary>
    public void Fail() => _sending = false;

    /// <summary>Forgets everything that waits. The numbers go on: what is in flight may have been taken.</summary>
    public void Clear()
    {
        _waiting.Clear();
        _inFlight = null;
        _sending = false;
    }

    /// <summary>The numbers go on here too: the new making may have taken a batch that named none, under the number that would come again.</summary>
    private void Reset(long receiverEpoch)
    {
        Clear();
        _receiverEpoch = receiverEpoch;
    }
}
