using Signaling.Core.Links;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>What silos call. The cluster's client holds it weakly: the engine keeps it.</summary>
internal sealed class GatewayObserver(Func<Outbound, BatchReply[]> take) : IGatewayObserver
{
    public Task<BatchReply[]> Take(ReadOnlyMemory<byte> outbound) => Task.FromResult(take(Outbound.FromBytes(outbound)));
}
