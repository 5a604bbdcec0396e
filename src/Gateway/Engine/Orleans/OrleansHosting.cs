using Signaling.Gateway.Hosting;
using Signaling.Gateway.Moderation;
using Signaling.Gateway.Moderation.Redis;
using Signaling.Gateway.Telemetry;
using Signaling.Grains.Abstractions.Hosting;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>Registers the engine that runs rooms and peers in a cluster.</summary>
internal static class OrleansHosting
{
    public static void Add(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton<IClusterLink>(provider => new ClusterConnection(options.Cluster, provider.GetRequiredService<ILoggerFactory>()));
        services.AddHostedService(provider => provider.GetRequiredService<IClusterLink>());
        services.AddSingleton<IReadiness>(provider => new ClusterReadiness(provider.GetRequiredService<IClusterLink>()));
        AddTombstones(services, options);
        services.AddSingleton(provider => new OrleansEngine(
            provider.GetRequiredService<IClusterLink>().Client, provider.GetRequiredService<MeasuredInbound>(), options.Limits, provider.GetRequiredService<GatewayClock>(),
            provider.GetRequiredService<ITombstones>(), provider.GetService<IPairSource>()));
        services.AddSingleton<IEngine>(provider => provider.GetRequiredService<OrleansEngine>());
        services.AddSingleton<IWebhookFigures>(provider => provider.GetRequiredService<OrleansEngine>());
        services.AddSingleton<IPairDirectory>(provider => new ClusterPairs(
            provider.GetRequiredService<IClusterLink>().Client, provider.GetRequiredService<OrleansEngine>().Name, provider.GetService<IPairSource>()));
        services.AddSingleton(provider =>
        {
            var link = provider.GetRequiredService<IClusterLink>();
            var inbound = new StreamInbound(link.Client);
            link.SiloLost += inbound.SiloLost;
            return new MeasuredInbound(inbound, () => link.IsConnected);
        });
        services.AddSingleton<IClusterLoad>(provider => provider.GetRequiredService<MeasuredInbound>());
    }

    /// <summary>Beside the list of silos, where Redis has that.</summary>
    private static void AddTombstones(IServiceCollection services, GatewayOptions options)
    {
        if (options.Cluster.Clustering != Clustering.Redis)
        {
            services.AddSingleton<ITombstoneStore, TombstoneMemory>();
            return;
        }

        services.AddSingleton(provider => new RedisTombstones(
            options.Cluster.RedisConnectionString, $"{options.Cluster.ServiceId}/tombstones/{options.Cluster.ClusterId}", options.Moderation.Tombstones,
            provider.GetRequiredService<GatewayClock>(), provider.GetRequiredService<ILogger<RedisTombstones>>()));
        services.AddSingleton<ITombstoneStore>(provider => provider.GetRequiredService<RedisTombstones>());
        services.AddSingleton<IReadiness>(provider => new TombstoneReadiness(provider.GetRequiredService<RedisTombstones>()));
    }

    /// <summary>Who was kicked does not come in by a gateway that has just started.</summary>
    private sealed class TombstoneReadiness(RedisTombstones tombstones) : IReadiness
    {
        public string? Reason => tombstones.HasLoaded ? null : "the tombstones have not been loaded";
    }

    private sealed class ClusterReadiness(IClusterLink link) : IReadiness
    {
        public string? Reason => link.IsConnected ? null : "the cluster cannot be reached";
    }
}
