using System.Diagnostics;
using System.Globalization;
using Signaling.TestKit;
using Xunit.Abstractions;

namespace Signaling.Cluster;

/// <summary>
/// A deploy: every silo and every gateway is stopped with SIGTERM and started again, one after the other, behind a load balancer, while real clients
/// that acknowledge set up calls. ROLLING_CLIENTS says how many clients (1,000).
/// </summary>
public sealed class RollingRestartTests(ITestOutputHelper output)
{
    [SkippableFact]
    public Task RestartingEveryGateway_MovesEverybody_LosesNothing_AndFailsNoCall() => RestartAsync(LocalCluster.Gateways);

    [SkippableFact]
    public Task RestartingEverySilo_LosesNothing_AndFailsNoCall() => RestartAsync(LocalCluster.Silos);

    [SkippableFact]
    public Task RestartingEverySiloAndGateway_MovesEverybody_LosesNothing_AndFailsNoCall() => RestartAsync(LocalCluster.Silos.Concat(LocalCluster.Gateways));

    private async Task RestartAsync(IEnumerable<string> names)
    {
        Skip.If(Environment.GetEnvironmentVariable("ROLLING_CLIENTS") is null, "Heavy: set ROLLING_CLIENTS to the number of clients, such as 1000");
        Skip.If(Prerequisite.Redis is null, Prerequisite.WhyNoRedis);
        Skip.If(Prerequisite.HaProxy is null, Prerequisite.WhyNoHaProxy);
        Skip.IfNot(Storm.WhyNot is null, Storm.WhyNot);
        var clients = int.Parse(Environment.GetEnvironmentVariable("ROLLING_CLIENTS")!, CultureInfo.InvariantCulture);
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { RestartSeconds = 1 });
        await using var storm = await Storm.StartAsync(
            new { url = cluster.Address.ToString(), pairs = clients / 2, seconds = 0, pauseMs = 20_000, joinFirst = true });
        foreach (var name in names)
        {
            var clock = Stopwatch.StartNew();
            cluster.Kill(name, cleanly: true);
            await cluster.ReadyAsync(name);
            output.WriteLine($"{name}: down and up again in {clock.Elapsed.TotalSeconds:0.0} s");
            await Task.Delay(TimeSpan.FromSeconds(3));
            Assert.False(storm.HasEnded);
        }

        await storm.AbateAsync();
        var (report, broken) = await storm.ReportAsync();
        output.WriteLine(report.ToJsonString());
        File.AppendAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts/test")).FullName, "rolling.log"), report.ToJsonString() + "\n");
        Assert.True(broken is null, $"{broken}\n{cluster.Log}");
        Assert.Equal(0, (int)report["outages"]!["count"]!);
        if (names.Contains(LocalCluster.Gateways[0])) Assert.True((int)report["moves"]!["count"]! >= clients, "each client was at a gateway that stopped, at least once");
    }
}
