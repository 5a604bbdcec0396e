using Signaling.Core.Links;

namespace Signaling.Grains.Abstractions;

/// <summary>A grain that hosts an actor of the core.</summary>
[Alias("signaling.IActorGrain")]
public interface IActorGrain : IGrainWithStringKey
{
    /// <summary>Takes a batch. The answer comes at once: nothing is awaited inside, so that two actors may call each other. A call
    /// by way of a silo that died has none, and is made again.</summary>
    [Alias("take"), ResponseTimeout("00:00:01")]
    ValueTask<BatchReply> Take([Immutable] Parcel parcel);
}

/// <summary>A peer of a room; see <see cref="ActorKey"/>.</summary>
[Alias("signaling.IPeerGrain")]
public interface IPeerGrain : IActorGrain;

/// <summary>A room; its name is the key.</summary>
[Alias("signaling.IRoomGrain")]
public interface IRoomGrain : IActorGrain
{
    /// <summary>Puts a tombstone; returns those who were removed.</summary>
    [Alias("ban")]
    ValueTask<IReadOnlyList<RemovedPeer>> Ban([Immutable] BanOrder order);

    /// <summary>Who is in it; null when nobody is.</summary>
    [Alias("look")]
    ValueTask<RoomLook?> Look();
}

/// <summary>A tombstone for the room that gets it.</summary>
[GenerateSerializer, Immutable, Alias("signaling.BanOrder")]
public sealed record BanOrder([property: Id(0)] string? PeerId, [property: Id(1)] string? Identity, [property: Id(2)] long Until, [property: Id(3)] string? Note);

/// <summary>A peer that was removed.</summary>
[GenerateSerializer, Immutable, Alias("signaling.RemovedPeer")]
public sealed record RemovedPeer([property: Id(0)] string PeerId, [property: Id(1)] string? Identity);
