using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>Registers the engine that runs rooms and peers in a cluster.</summary>
internal static class OrleansHosting
{
    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(provider => new ClusterConnection(options.Cluster, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<ClusterConnection>());
        services.AddSingleton<IReadiness>(provider => new ClusterReadiness(provider.GetRequiredService<ClusterConnection>()));
        services.AddSingleton<ITombstoneStore, TombstoneMemory>();
        services.AddSingleton<IEngine>(provider =>
        {
            var client = provider.GetRequiredService<ClusterConnection>().Client;
            return new OrleansEngine(client, new StreamInbound(client), options.Limits, provider.GetRequiredService<GatewayClock>());
        });
    }

    private sealed class ClusterReadiness(ClusterConnection connection) : IReadiness
    {
        public string? Reason => connection.IsConnected ? null : "the cluster cannot be reached";
    }
}
