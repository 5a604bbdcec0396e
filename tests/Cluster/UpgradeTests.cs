using Signaling.TestKit;
using Xunit.Abstractions;

namespace Signaling.Cluster;

/// <summary>
/// Programs of an earlier commit are replaced by those built here, one process after the other, under conversations. CLUSTER_OLD is a checkout
/// of that commit, built; tests/Cluster/upgrade makes one and runs this.
/// </summary>
public sealed class UpgradeTests(ITestOutputHelper output)
{
    [SkippableFact]
    public async Task ReplacingOldProgramsOneByOne_LosesRepeatsAndReordersNothing()
    {
        Heavy.SkipUnlessAsked();
        var old = Environment.GetEnvironmentVariable("CLUSTER_OLD");
        Skip.If(old is null, "Set CLUSTER_OLD to a built checkout of an earlier commit, or run tests/Cluster/upgrade");
        var links = Directory.CreateTempSubdirectory("signaling-upgrade-").FullName;
        try
        {
            var silos = Path.Combine(links, "silo");
            var gateways = Path.Combine(links, "gateway");
            Directory.CreateSymbolicLink(silos, ProgramsOf(old!, "Silo"));
            Directory.CreateSymbolicLink(gateways, ProgramsOf(old!, "Gateway"));
            await using var cluster = await LocalCluster.StartAsync(new ClusterShape { RestartSeconds = 1, SiloPrograms = silos, GatewayPrograms = gateways });
            await using var talk = await Conversation.StartAsync(cluster.Address, 8);

            Directory.Delete(silos);
            Directory.Delete(gateways);
            Directory.CreateSymbolicLink(silos, ProgramsOf(SourceTree.Root, "Silo"));
            Directory.CreateSymbolicLink(gateways, ProgramsOf(SourceTree.Root, "Gateway"));
            foreach (var name in LocalCluster.Silos.Concat(LocalCluster.Gateways))
            {
                talk.TakePauses();
                cluster.Kill(name, cleanly: true);
                await cluster.ReadyAsync(name);
                await talk.CaughtUpAsync();
                output.Tell($"{name} upgraded: longest pause {talk.TakePauses()[^1]} ms");
                talk.Check();
            }

            output.Tell($"upgrade: {await talk.FinishAsync()} messages, each once and in order");
        }
        finally
        {
            Directory.Delete(links, recursive: true);
        }
    }

    private static string ProgramsOf(string checkout, string project)
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var folder = Path.Combine(checkout, "src", project, "bin", configuration, "net10.0");
        return Directory.Exists(folder) ? folder : throw new DirectoryNotFoundException($"{folder} is not there: build that checkout, {configuration}.");
    }
}
