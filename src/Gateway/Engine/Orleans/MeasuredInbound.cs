using Signaling.Gateway.Telemetry;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>A way into the cluster, with its load.</summary>
internal sealed class MeasuredInbound(IInboundPort inner, Func<bool> isConnected) : IInboundPort, IClusterLoad
{
    private int _sending;

    public bool IsConnected => isConnected();

    public int Sending => Volatile.Read(ref _sending);

    public async Task SendAsync(int partition, Inbound inbound)
    {
        Interlocked.Increment(ref _sending);
        try
        {
            await inner.SendAsync(partition, inbound);
        }
        finally
        {
            Interlocked.Decrement(ref _sending);
        }
    }
}
