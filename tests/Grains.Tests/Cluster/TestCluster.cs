using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.TestingHost;
using Signaling.Core;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Engine.Orleans;
using Signaling.Gateway.Hosting;
using Signaling.Grains.Actors;
using Signaling.Grains.Hosting;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>Silos in this process, and gateways' engines at them.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly List<OrleansEngine> _engines = [];
    private readonly Limits _limits;

    private TestCluster(InProcessTestCluster silos, Limits limits) => (Silos, _limits) = (silos, limits);

    public InProcessTestCluster Silos { get; }

    /// <param name="silos">How many.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="clocks">The clock of each silo, by its number.</param>
    /// <param name="customize">What else a silo has.</param>
    public static async Task<TestCluster> StartAsync(short silos = 2, Limits? limits = null, Func<int, TimeProvider>? clocks = null, Action<ISiloBuilder>? customize = null)
    {
        var started = 0;
        limits ??= new Limits { ResumeWindowMs = 10_000 };
        var builder = new InProcessTestClusterBuilder(silos);
        builder.ConfigureSilo((_, silo) =>
        {
            silo.AddSignaling(limits).TuneFailover();
            if (clocks is not null) silo.Services.AddSingleton(new SiloClock(clocks(started++)));
            customize?.Invoke(silo);
            silo.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Error));
        });
        builder.ConfigureClient(client => client.AddSignaling());
        var cluster = builder.Build();
        await cluster.DeployAsync();
        return new TestCluster(cluster, limits);
    }

    /// <summary>Another gateway.</summary>
    public IEngine Gateway(bool direct = false, ITombstones? tombstones = null)
    {
        IInboundPort inbound = direct ? new DirectInbound(Silos.Client) : new StreamInbound(Silos.Client);
        var engine = new OrleansEngine(Silos.Client, inbound, _limits, new GatewayClock(TimeProvider.System), tombstones);
        _engines.Add(engine);
        return engine;
    }

    /// <summary>How many grains of a kind there are.</summary>
    public async Task<int> CountAsync(string grainType)
    {
        var statistics = await Silos.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Count(s => s.GrainType.Contains(grainType, StringComparison.Ordinal));
    }

    /// <summary>In how many silos there are grains of a kind.</summary>
    public async Task<int> SilosWithAsync(string grainType)
    {
        var statistics = await Silos.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        return statistics.Where(s => s.GrainType.Contains(grainType, StringComparison.Ordinal)).Select(s => s.SiloAddress).Distinct().Count();
    }

    /// <summary>The silo with the most peers.</summary>
    public async Task<InProcessSiloHandle> FullestAsync()
    {
        var statistics = await Silos.Client.GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var address = statistics.Where(s => s.GrainType.Contains("PeerGrain", StringComparison.Ordinal)).GroupBy(s => s.SiloAddress).MaxBy(silo => silo.Count())!.Key;
        return Silos.Silos.Single(silo => silo.SiloAddress.Equals(address));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _engines) engine.Dispose();
        await Silos.DisposeAsync();
    }
}
