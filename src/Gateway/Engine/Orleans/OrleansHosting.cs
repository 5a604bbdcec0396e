using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;
using Signaling.Gateway.Telemetry;

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
            return new OrleansEngine(link.Client, provider.GetRequiredService<MeasuredInbound>(), options.Limits, provider.GetRequiredService<GatewayClock>());
        });
        services.AddSingleton(provider =>
        {
            var link = provider.GetRequiredService<IClusterLink>();
            var inbound = new StreamInbound(link.Client);
            link.SiloLost += inbound.SiloLost;
            return new MeasuredInbound(inbound, () => link.IsConnected);
        });
        services.AddSingleton<IClusterLoad>(provider => provider.GetRequiredService<MeasuredInbound>());
    }

    private sealed class ClusterReadiness(IClusterLink link) : IReadiness
    {
        public string? Reason => link.IsConnected ? null : "the cluster cannot be reached";
    }
}
