using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Streams;
using Signaling.Grains.Abstractions;
using Signaling.Grains.Abstractions.Streams;
using StackExchange.Redis;

namespace Signaling.Cluster;

/// <summary>Where rooms are: asked of the silos themselves, as a client of theirs.</summary>
internal sealed partial class Whereabouts : IAsyncDisposable
{
    private static readonly IStreamQueueMapper Queues =
        new InboundAdapter(Partitions.StreamProvider, null!, null).GetStreamQueueMapper();

    private readonly LocalCluster _cluster;
    private readonly IHost _host;

    private Whereabouts(LocalCluster cluster, IHost host) => (_cluster, _host) = (cluster, host);

    public static async Task<Whereabouts> StartAsync(LocalCluster cluster)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.UseOrleansClient(client =>
        {
            client.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(cluster.Redis));
            client.Configure<ClusterOptions>(options => (options.ClusterId, options.ServiceId) = ("local", "local"));
        });
        var whereabouts = new Whereabouts(cluster, builder.Build());
        await whereabouts._host.StartAsync();
        return whereabouts;
    }

    /// <summary>The silos that hold a part of each room: its grain, its peers', its partition's, the queue by which messages come to that, or its reader.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlySet<string>>> OfRoomsAsync(IEnumerable<string> rooms)
    {
        var grains = await _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IManagementGrain>(0).GetDetailedGrainStatistics();
        var places = grains.ToLookup(grain => KeyOf(grain.GrainId), grain => _cluster.SiloAt(grain.SiloAddress.Endpoint));
        return rooms.ToDictionary(room => room, room => (IReadOnlySet<string>)KeysOf(room).SelectMany(key => places[key]).ToHashSet());
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    /// <summary>A reader is known by the name of its queue, which its key holds among other things.</summary>
    private static string KeyOf(GrainId grain) => Reader().Match(grain.Key.ToString()!) is { Success: true } reader ? reader.Groups["queue"].Value : grain.Key.ToString()!;

    [GeneratedRegex(@"_(?<queue>[^_]+)-0x[0-9A-F]+$")]
    private static partial Regex Reader();

    private static IEnumerable<string> KeysOf(string room)
    {
        var partition = Partitions.KeyOf(Partitions.Of(room));
        return [room, ActorKey.OfPeer(room, "alice"), ActorKey.OfPeer(room, "bob"), partition, Queues.GetQueueForStream(StreamId.Create(Partitions.Namespace, partition)).ToString()];
    }
}
