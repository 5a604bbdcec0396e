using Signaling.Core.Flight;
using Signaling.Core.Links;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Wire;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>What silos call. The cluster's client holds it weakly: the engine keeps it.</summary>
internal sealed class GatewayObserver(Func<Outbound, BatchReply[]> take, IPairSource? pairs) : IGatewayObserver
{
    public Task<BatchReply[]> Take(ReadOnlyMemory<byte> outbound) => Task.FromResult(take(Outbound.FromBytes(outbound)));

    public Task<PairEntry[]> Pairs(string? room, string? peerId, int max) =>
        Task.FromResult<PairEntry[]>([.. (pairs?.Newest(room, peerId, max) ?? []).Select(pair => new PairEntry(pair.Name.Room, pair.Name.First, pair.Name.Second, pair.LastAt))]);

    public Task<ReadOnlyMemory<byte>[]> Sights(PairEntry[] asked) =>
        Task.FromResult<ReadOnlyMemory<byte>[]>([.. asked.Select(pair => pairs?.Sight(new PairName(pair.Room, pair.First, pair.Second)) is { } sight ? SightCodec.ToBytes(sight) : default)]);
}
