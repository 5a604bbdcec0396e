namespace Signaling.Grains.Abstractions.Streams;

/// <summary>
/// A gateway's door into one silo. Orleans' client asks each grain by way of one silo, chosen in turn when it first does; a door lives in the silo by way
/// of which it was first asked. So a gateway that tries some has one into each silo, and what goes through it goes by way of no other silo - neither what
/// the gateway sends nor what it answers.
/// </summary>
[Alias("signaling.IInboundDoorGrain")]
public interface IInboundDoorGrain : IGrainWithStringKey
{
    /// <summary>Says where it is, and has what this silo tells the gateway go out by this door.</summary>
    [Alias("open"), ResponseTimeout("00:00:01")]
    ValueTask<DoorPlace> Open(string gateway);

    /// <summary>Puts into a queue of the inbound streams: into its reader's memory where this silo reads it, otherwise into the queue's grain.</summary>
    [Alias("put"), ResponseTimeout("00:00:02")]
    ValueTask<PutReceipt> Put(string queue, [Immutable] InboundBatch batch);
}

/// <summary>Where a door is.</summary>
/// <param name="Silo">The silo it leads to.</param>
/// <param name="Silos">All silos, as that one knows them.</param>
[GenerateSerializer, Immutable, Alias("signaling.door-place")]
public sealed record DoorPlace([property: Id(0)] SiloAddress Silo, [property: Id(1)] SiloAddress[] Silos);

/// <summary>What became of a batch that was put into a queue.</summary>
/// <param name="IsTaken">False when the queue is full.</param>
/// <param name="Silo">The silo that reads the queue; null when nothing is to be done better, or it is not known.</param>
[GenerateSerializer, Immutable, Alias("signaling.put-receipt")]
public readonly record struct PutReceipt([property: Id(0)] bool IsTaken, [property: Id(1)] SiloAddress? Silo);
