namespace Signaling.Grains.Abstractions;

/// <summary>Asks all gateways but the one that wants to know, whose name is its key. It keeps nothing.</summary>
[Alias("signaling.IGatewaysGrain")]
public interface IGatewaysGrain : IGrainWithStringKey
{
    /// <summary>The newest pairs that each has noted something of; of a room or a peer where they are named.</summary>
    [Alias("pairs")]
    ValueTask<GatewayPairs[]> Pairs(string? room, string? peerId, int max);

    /// <summary>What each saw of these pairs.</summary>
    [Alias("sights")]
    ValueTask<GatewaySights[]> Sights([Immutable] PairEntry[] pairs);
}

/// <summary>A pair in a list, and when something last happened to it; milliseconds since 1970.</summary>
[GenerateSerializer, Immutable, Alias("signaling.PairEntry")]
public sealed record PairEntry([property: Id(0)] string Room, [property: Id(1)] string First, [property: Id(2)] string Second, [property: Id(3)] long LastAt);

/// <summary>A gateway's pairs; null when it has not answered.</summary>
[GenerateSerializer, Immutable, Alias("signaling.GatewayPairs")]
public sealed record GatewayPairs([property: Id(0)] string Gateway, [property: Id(1)] PairEntry[]? Pairs);

/// <summary>What a gateway saw of the pairs it was asked for, in their order; null when it has not answered.</summary>
[GenerateSerializer, Immutable, Alias("signaling.GatewaySights")]
public sealed record GatewaySights([property: Id(0)] string Gateway, [property: Id(1)] ReadOnlyMemory<byte>[]? Sights);
