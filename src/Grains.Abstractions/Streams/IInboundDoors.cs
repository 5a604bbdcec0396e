namespace Signaling.Grains.Abstractions.Streams;

/// <summary>The ways of a process that is no silo into the silos' queues.</summary>
public interface IInboundDoors
{
    /// <summary>Puts a batch into a queue, by way of the silo that reads it where that is known. False when the queue is full.</summary>
    ValueTask<bool> PutAsync(string queue, InboundBatch batch);
}
