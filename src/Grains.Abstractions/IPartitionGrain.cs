namespace Signaling.Grains.Abstractions;

/// <summary>
/// Where what gateways send for one partition of rooms arrives in a silo. It is an implicit subscriber of the partition's stream
/// (<see cref="Partitions"/>), and hands everything to room and peer grains beside it.
/// </summary>
[Alias("signaling.IPartitionGrain")]
public interface IPartitionGrain : IGrainWithStringKey
{
    /// <summary>Takes what a gateway sends without a stream in between.</summary>
    [Alias("deliver")]
    ValueTask Deliver([Immutable] Inbound inbound);
}
