using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>Registers the engine that runs rooms and peers in a cluster.</summary>
internal static class OrleansHosting
{
    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<IClusterLink>(provider => new ClusterConnection(options.Cluster, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<IClusterLink>());
        services.AddSingleton<IReadiness>(provider => new ClusterReadiness(provider.GetRequiredService<IClusterLink>()));
        services.AddSingleton<ITombstoneStore, TombstoneMemory>();
        services.AddSingleton<IEngine>(provider =>
        {
            var link = provider.GetRequiredService<IClusterLink>();
            var inbound = new StreamInbound(link.Client);
            link.SiloLost += inbound.SiloLost;
            return new OrleansEngine(link.Client, inbound, options.Limits, provider.GetRequiredService<GatewayClock>());
        });
    }

    private sealed class ClusterReadiness(IClusterLink link) : IReadiness
    {
        public string? Reason => link.IsConnected ? null : "the cluster cannot be reached";
    }
}
