using Orleans.TestingHost;

namespace Signaling.Grains.Tests;

public sealed class ClusterTests
{
    [Fact]
    public async Task Cluster_TwoSilos_AGrainAnswers()
    {
        await using var cluster = new InProcessTestClusterBuilder(initialSilosCount: 2).Build();
        await cluster.DeployAsync();

        var management = cluster.Client.GetGrain<IManagementGrain>(0);
        var silos = await management.GetHosts(onlyActive: true);

        Assert.Equal(2, silos.Count);
    }
}
