using System.Net;
using Signaling.Core;
using Signaling.Grains.Abstractions.Hosting;
using Signaling.Grains.Hosting;
using StackExchange.Redis;
using ClusterOptions = Signaling.Grains.Abstractions.Hosting.ClusterOptions;

namespace Signaling.Silo;

/// <summary>What a silo of ours is made of, in whatever process it runs.</summary>
public static class SiloHosting
{
    /// <summary>How the silo finds the others.</summary>
    public static ISiloBuilder Join(this ISiloBuilder silo, ClusterOptions options)
    {
        silo.Configure<global::Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
        var address = options.AdvertisedAddress is { } text ? IPAddress.Parse(text) : null;
        if (options.Kubernetes) silo.UseKubernetesHosting();
        if (options.Clustering == Clustering.Redis)
        {
            silo.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(options.RedisConnectionString));
            if (address is null) silo.ConfigureEndpoints(options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: true);
            else silo.ConfigureEndpoints(address, options.SiloPort, options.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(address));
            return silo;
        }

        // Development: the first silo keeps the list of the others in its memory.
        var primary = new IPEndPoint(address ?? IPAddress.Loopback, options.PrimarySiloPort ?? options.SiloPort);
        if (options.Clustering == Clustering.Static && options.Silos.Count > 0) primary = IPEndPoint.Parse(options.Silos[0]);
        return silo.UseDevelopmentClustering(primary).ConfigureEndpoints(address ?? IPAddress.Loopback, options.SiloPort, options.GatewayPort);
    }

    /// <summary>What a silo that stops has to do: take its name off the list, and move what it reads to others.</summary>
    public static readonly TimeSpan StopTime = TimeSpan.FromSeconds(20);

    /// <summary>Rooms and peers, and time-outs under which a dead silo is found out soon.</summary>
    public static ISiloBuilder AddRooms(this ISiloBuilder silo, Limits limits)
    {
        silo.Services.AddHostedService<StopLimit>();
        return silo.AddSignaling(limits).TuneFailover();
    }
}
