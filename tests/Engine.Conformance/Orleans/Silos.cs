using Orleans.TestingHost;
using Signaling.Gateway.Engine.Orleans;
using Signaling.Grains.Hosting;

namespace Signaling.Engine.Conformance.Orleans;

/// <summary>The cluster that the tests of a class share.</summary>
public sealed class Silos : IAsyncLifetime
{
    private readonly InProcessTestCluster _cluster;

    public Silos()
    {
        var builder = new InProcessTestClusterBuilder(2);
        builder.ConfigureSilo((_, silo) => silo.AddSignaling(EngineHost.SuiteLimits).TuneFailover());
        builder.ConfigureClient(client => client.AddSignaling());
        _cluster = builder.Build();
    }

    public IClusterClient Client => _cluster.Client;

    public Task InitializeAsync() => _cluster.DeployAsync();

    /// <summary>Kills all silos there are, after another one has started.</summary>
    public async Task LoseAllAsync()
    {
        var old = _cluster.Silos.ToList();
        await _cluster.StartAdditionalSiloAsync();
        foreach (var silo in old) await _cluster.KillSiloAsync(silo);
    }

    public async Task DisposeAsync() => await _cluster.DisposeAsync();
}
