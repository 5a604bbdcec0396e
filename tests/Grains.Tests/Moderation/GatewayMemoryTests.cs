using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Signaling.Gateway.Hosting;
using Signaling.TestKit;

namespace Signaling.Grains.Tests.Moderation;

/// <summary>A gateway of a cluster with Redis refuses from its own memory: also while no silo can be reached.</summary>
public sealed class GatewayMemoryTests
{
    [SkippableFact]
    public async Task WhoWasKickedElsewhere_IsRefused_WithoutAskingTheRoom()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var elsewhere = await Memory.StartAsync(redis);
        await elsewhere.PutAsync("bob");
        await redis.StopAsync();
        await using var gateway = GatewayServer.Build(
            [
                "--port", "0", "--Signaling:TicketKey=" + Convert.ToBase64String(new byte[32]), "--Signaling:Engine=Orleans", "--Signaling:Cluster:Clustering=Redis",
                "--Signaling:Cluster:RedisConnectionString=" + redis.Address, "--Signaling:Cluster:ServiceId=test", "--Signaling:Cluster:ClusterId=test",
            ],
            builder => builder.Logging.ClearProviders());
        await gateway.StartAsync();
        var needs = gateway.Services.GetServices<IReadiness>().ToList();
        bool HasLoaded() => needs.TrueForAll(need => need.Reason?.Contains("tombstones", StringComparison.Ordinal) is not true);
        Assert.False(HasLoaded());

        await redis.AgainAsync();
        await Eventually.TrueAsync(HasLoaded, () => "the tombstones were not loaded");
        var door = new UriBuilder(gateway.Urls.First()) { Scheme = "ws", Path = "/signal" }.Uri;
        await using var bob = await NativeClient.ConnectAsync(door);
        await bob.SendAsync("""{"type":"join-room","room":"r","peerId":"bob"}""");
        await bob.NextErrorAsync("kicked");

        await elsewhere.PutAsync("carol");
        await Eventually.TrueAsync(() => gateway.Services.GetRequiredService<Gateway.Moderation.Tombstones>().Find("r", "carol", null) is not null, () => "it was not told");
        await using var carol = await NativeClient.ConnectAsync(door);
        await carol.SendAsync("""{"type":"join-room","room":"r","peerId":"carol"}""");
        await carol.NextErrorAsync("kicked");
    }
}
