namespace Signaling.Grains.Abstractions;

/// <summary>A gateway, as silos call it. A gateway's name is the id of this object, so any silo can call it without asking where it is.</summary>
[Alias("signaling.IGatewayObserver")]
public interface IGatewayObserver : IGrainObserver
{
    /// <summary>Takes the bytes of an <see cref="Outbound"/>; gives an answer for each of its parcels, in order.</summary>
    [Alias("take")]
    Task<Signaling.Core.Links.BatchReply[]> Take([Immutable] ReadOnlyMemory<byte> outbound);

    /// <summary>The pairs whose call set-ups it has noted, newest first; of a room or a peer where they are named.</summary>
    [Alias("pairs"), ResponseTimeout("00:00:02")]
    Task<PairEntry[]> Pairs(string? room, string? peerId, int max);

    /// <summary>What it saw of these pairs, each written by <see cref="Wire.SightCodec"/>; empty for one that it does not know.</summary>
    [Alias("sights"), ResponseTimeout("00:00:02")]
    Task<ReadOnlyMemory<byte>[]> Sights([Immutable] PairEntry[] pairs);
}
