namespace Signaling.Grains.Abstractions.Streams;

/// <summary>The memory of one queue of the inbound streams. Gateways put in, the one silo that reads the queue takes out, in order.</summary>
[Alias("signaling.IInboundQueueGrain")]
public interface IInboundQueueGrain : IGrainWithStringKey
{
    /// <summary>Puts in at the end. False when the queue is full: nothing was taken.</summary>
    [Alias("put"), ResponseTimeout("00:00:02")]
    ValueTask<bool> Put([Immutable] InboundBatch batch);

    /// <summary>The same; says also which silo reads the queue.</summary>
    [Alias("place"), ResponseTimeout("00:00:02")]
    ValueTask<PutReceipt> Place([Immutable] InboundBatch batch);

    /// <summary>
    /// Takes out what there is, or waits a while for something to come. A newer reader ends the wait of an older one, also one that
    /// takes none (<paramref name="countMax"/> is 0). An empty queue that is not in
    /// the silo of its reader ends, to be made anew there.
    /// </summary>
    [Alias("take"), ResponseTimeout("00:00:01.500")]
    ValueTask<InboundBatch[]> Take(Guid reader, SiloAddress readerSilo, int countMax);
}
