namespace Signaling.Core.Links;

/// <summary>The receiving end of a link: one for each sender. Says what to do with a batch, and remembers what was taken.</summary>
public struct Inlink
{
    private long _senderEpoch;
    private long _taken;
    private long _fence;

    /// <summary>What the last batch was taken with: said again when the same batch comes again.</summary>
    public IReadOnlyList<long>? Gone { get; set; }

    /// <summary>The newest making of the sender that has spoken here.</summary>
    public readonly long SenderEpoch => _senderEpoch;

    /// <summary>The newest making of the sender that is known here.</summary>
    public readonly long KnownSenderEpoch => Math.Max(_senderEpoch, _fence);

    /// <summary>
    /// Whether the items are to be handled now; call <see cref="Take"/> once they are. Otherwise <paramref name="fate"/> is the answer.
    /// </summary>
    public readonly bool IsNext<T>(Batch<T> batch, long ownEpoch, out BatchFate fate)
    {
        fate = BatchFate.Taken;
        if (batch.SenderEpoch < KnownSenderEpoch) fate = BatchFate.SenderIsOld;
        else if (batch.ReceiverEpoch != 0 && batch.ReceiverEpoch != ownEpoch) fate = BatchFate.ReceiverIsNew;
        else return batch.SenderEpoch > _senderEpoch || batch.Number > _taken;
        return false;
    }

    /// <summary>The sender was made again with this epoch: what an older making still sends is not heard any more.</summary>
    public void Fence(long senderEpoch) => _fence = Math.Max(_fence, senderEpoch);

    /// <summary>Whether it is the batch that was taken last.</summary>
    public readonly bool IsLast<T>(Batch<T> batch) => batch.SenderEpoch == _senderEpoch && batch.Number == _taken;

    /// <summary>The items were handled.</summary>
    public void Take<T>(Batch<T> batch)
    {
        _senderEpoch = batch.SenderEpoch;
        _taken = batch.Number;
        Gone = null;
    }
}
