using Signaling.TestKit;
using Xunit.Abstractions;

namespace Signaling.Cluster;

/// <summary>The network is cut between processes: no packet passes and nobody is told. Whatever is cut, nothing is lost, repeated or out of order.</summary>
public sealed class PartitionTests(ITestOutputHelper output)
{
    [SkippableFact]
    public Task BetweenTwoSilos() => CutAsync("silo-0 from silo-1", 8, ("silo-0", "silo-1"));

    [SkippableFact]
    public Task ASiloFromAllOthers() => CutAsync("silo-0 from all", 8, [.. LocalCluster.Silos.Skip(1).Concat(LocalCluster.Gateways).Select(other => ("silo-0", other))]);

    [SkippableFact]
    public Task AGatewayFromAllSilos_ForLessThanItsLease() => CutAsync("gateway-0 from all silos", 6, [.. LocalCluster.Silos.Select(silo => ("gateway-0", silo))]);

    [SkippableFact]
    public Task AGatewayFromAllSilos_ForLongerThanItsLease() => CutAsync("gateway-0 from all silos", 16, [.. LocalCluster.Silos.Select(silo => ("gateway-0", silo))]);

    private async Task CutAsync(string what, int seconds, params (string One, string Other)[] ways)
    {
        Heavy.SkipUnlessAsked();
        Skip.If(Environment.UserName != "root" || Prerequisite.Ip is null, "Needs root and ip (iproute2) to make network namespaces");
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { Apart = true });
        await using var talk = await Conversation.StartAsync(cluster.Address, 12);
        talk.TakePauses();
        foreach (var (one, other) in ways) cluster.Cut(one, other);
        await Task.Delay(TimeSpan.FromSeconds(seconds));
        foreach (var (one, other) in ways) cluster.Cut(one, other, heal: true);
        await talk.CaughtUpAsync();
        var pauses = talk.TakePauses();
        output.Tell($"{what} cut for {seconds} s: pauses p50 {pauses[pauses.Count / 2]} ms, longest {pauses[^1]} ms, {pauses.Count(ms => ms > 500)} of {pauses.Count} over 500 ms, {talk.Talkers.Sum(t => t.Resumes)} resumes");
        await Task.Delay(TimeSpan.FromSeconds(5));
        await talk.CaughtUpAsync();
        output.Tell($"{what}: {await talk.FinishAsync()} messages, each once and in order");
    }
}
