using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Cluster;

/// <summary>Clients from npm behind a load balancer that sends each request wherever it likes.</summary>
public sealed class RoundRobinTests
{
    [SkippableFact]
    public async Task ClientsThatPoll_NeedNoStickyRouting()
    {
        Skip.If(Environment.GetEnvironmentVariable("CLUSTER_ROUNDS") is null, "Heavy: set CLUSTER_ROUNDS");
        Skip.If(Prerequisite.Redis is null, Prerequisite.WhyNoRedis);
        Skip.If(Prerequisite.HaProxy is null, Prerequisite.WhyNoHaProxy);
        Skip.If(Prerequisite.Node is null, "No node on this machine");
        Skip.IfNot(Directory.Exists(Path.Combine(SourceTree.Root, "tests/EndToEnd/node_modules/socket.io-client")), "socket.io-client is not installed (npm ci in tests/EndToEnd)");
        await using var cluster = await LocalCluster.StartAsync();
        var balancer = new UriBuilder(cluster.Address) { Scheme = "http", Path = "" }.Uri.ToString().TrimEnd('/');

        await TellAsync(cluster, "SocketIo/tutorial.mjs", balancer, "polling", "cluster");
        await TellAsync(cluster, "SocketIo/tutorial.mjs", balancer, "upgrade", "cluster");
        await TellAsync(cluster, "SignalR/client.mjs", balancer + "/hub", "LongPolling");
        await TellAsync(cluster, "SignalR/client.mjs", balancer + "/hub", "ServerSentEvents");
    }

    private static async Task TellAsync(LocalCluster cluster, string story, params string[] arguments)
    {
        var start = new ProcessStartInfo(Prerequisite.Node!, [Path.Combine(SourceTree.Root, "tests/Gateway.Tests", story), .. arguments]) { RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var complaint = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, $"{story} {arguments[1]}: {complaint}\n{cluster.Log}");
    }
}
