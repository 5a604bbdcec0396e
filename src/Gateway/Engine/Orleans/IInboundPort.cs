using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>The way into the cluster. Batches of one partition go one after the other; done means that the cluster has them, not that actors do.</summary>
public interface IInboundPort
{
    Task SendAsync(int partition, Inbound inbound);
}
