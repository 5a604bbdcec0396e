using Xunit.Abstractions;

namespace Signaling.Cluster;

/// <summary>
/// A silo dies or stands still: conversations that have nothing there must not notice. When it is back, queues move to it, which is looked at by itself.
/// CLUSTER_ROUNDS says how often, CLUSTER_SEED which silos.
/// </summary>
public sealed class BystanderTests(ITestOutputHelper output)
{
    private const int Rooms = 9;

    /// <summary>The median pause of those who had nothing in the silo may be so long, in milliseconds; without doors it was 540 to 800.</summary>
    private const int OthersMs = 400;
    private const int ReturnsInSeconds = 8;
    private static readonly TimeSpan SettlesIn = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan NoticedIn = TimeSpan.FromSeconds(5);

    [SkippableFact]
    public Task ASiloThatIsKilled_HoldsUpNobodyElse() => FailAsync("killed", (cluster, silo) =>
    {
        cluster.Kill(silo);
        return Task.CompletedTask;
    });

    [SkippableFact]
    public Task ASiloThatStandsStill_HoldsUpNobodyElse() => FailAsync("stopped for 4 s", async (cluster, silo) =>
    {
        cluster.Freeze(silo);
        await Task.Delay(TimeSpan.FromSeconds(4));
        cluster.Thaw(silo); // it finds out that it was declared dead, and ends
    });

    private async Task FailAsync(string how, Func<LocalCluster, string, Task> fail)
    {
        Heavy.SkipUnlessAsked();
        var random = new Random(Heavy.Setting("CLUSTER_SEED", 1));
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { RestartSeconds = ReturnsInSeconds });
        await using var talk = await Conversation.StartAsync(cluster.Address, Rooms);
        await using var whereabouts = await Whereabouts.StartAsync(cluster);
        var (concerned, others, returns) = (new List<int>(), new List<int>(), new List<int>());
        for (var round = 0; round < Heavy.Setting("CLUSTER_ROUNDS", 2); round++)
        {
            await Task.Delay(SettlesIn);
            var silo = LocalCluster.Silos[random.Next(LocalCluster.Count)];
            var rooms = await whereabouts.OfRoomsAsync(talk.Talkers.Select(talker => talker.Room).Distinct());
            var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
            talk.TakePauses();
            await fail(cluster, silo);
            await Task.Delay(NoticedIn);
            await talk.CaughtUpAsync();
            var (here, elsewhere) = (talk.TakePauses(room => rooms[room].Contains(silo)), talk.TakePauses(room => !rooms[room].Contains(silo)));
            output.Tell($"{silo} {how}: pauses of {here.Count} that were there {Describe(here)}, of {elsewhere.Count} others {Describe(elsewhere)}; load {load}");
            concerned.AddRange(here);
            others.AddRange(elsewhere);
            await cluster.ReadyAsync(silo);
            await Task.Delay(NoticedIn);
            await talk.CaughtUpAsync();
            var back = talk.TakePauses();
            output.Tell($"{silo} is back: pauses of all {Describe(back)}");
            returns.AddRange(back);
            talk.Check();
        }

        Assert.NotEmpty(others);
        Assert.InRange(others.Order().ElementAt(others.Count / 2), 0, OthersMs);
        output.Tell($"silos {how}: there {Describe(concerned.Order())}; elsewhere {Describe(others.Order())}; when it was back {Describe(returns.Order())}; {await talk.FinishAsync()} messages, each once and in order");
    }

    private static string Describe(IEnumerable<int> pauses)
    {
        int[] all = [.. pauses];
        return all.Length == 0 ? "none" : $"p50 {all[all.Length / 2]} p90 {all[all.Length * 9 / 10]} longest {all[^1]} ms ({all.Count(ms => ms > 500)} over 500 ms)";
    }
}
