namespace Signaling.Grains.Abstractions;

/// <summary>A gateway, as silos call it. A gateway's name is the id of this object, so any silo can call it without asking where it is.</summary>
[Alias("signaling.IGatewayObserver")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>Takes the bytes of an <see cref="Outbound"/>; gives an answer for each of its parcels, in order.</summary>
    [Alias("take")]
    Task<Signaling.Core.Links.BatchReply[]> Take([Immutable] ReadOnlyMemory<byte> outbound);
}
