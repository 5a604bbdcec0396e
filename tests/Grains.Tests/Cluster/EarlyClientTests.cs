using Signaling.Gateway.Engine.Orleans;
using Signaling.Grains.Abstractions;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>Clients that come while their gateway still connects to the cluster.</summary>
public sealed class EarlyClientTests
{
    [Fact]
    public async Task AGatewayWithoutStreams_HasThemAsSoonAsItsClientHasStarted()
    {
        await using var cluster = await TestCluster.StartAsync(1);
        var hasStarted = false;
        var inbound = new StreamInbound(() => hasStarted ? cluster.Silos.Client.GetStreamProvider(Partitions.StreamProvider) : throw new InvalidOperationException("not started"));
        for (var i = 0; i < 2; i++) await Assert.ThrowsAsync<InvalidOperationException>(() => inbound.SendAsync(0, Inbound.Of("gateway", [])));

        hasStarted = true;

        await inbound.SendAsync(0, Inbound.Of("gateway", []));
    }
}
