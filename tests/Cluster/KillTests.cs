using System.Diagnostics;
using Xunit.Abstractions;

namespace Signaling.Cluster;

/// <summary>
/// Three silos, three gateways, Redis and a load balancer without sticky sessions; clients that acknowledge. Whatever dies, nothing is
/// lost, repeated or out of order. CLUSTER_ROUNDS says how many processes are killed (2), CLUSTER_SEED which and when.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const int Rooms = 12;

    [SkippableFact]
    public async Task KillingSilosAndGateways_LosesRepeatsAndReordersNothing()
    {
        Heavy.SkipUnlessAsked();
        var seed = Heavy.Setting("CLUSTER_SEED", 1);
        var random = new Random(seed);
        await using var cluster = await LocalCluster.StartAsync();
        await using var talk = await Conversation.StartAsync(cluster.Address, Rooms);
        var rounds = Heavy.Setting("CLUSTER_ROUNDS", 2);
        for (var round = 0; round < rounds; round++)
        {
            var victim = round % 2 == 0 ? LocalCluster.Silos[random.Next(3)] : LocalCluster.Gateways[random.Next(3)];
            await Task.Delay(random.Next(300, 1_000));
            talk.TakePauses();
            cluster.Kill(victim);
            await cluster.ReadyAsync(victim);
            await talk.CaughtUpAsync();
            var pauses = talk.TakePauses();
            output.Tell($"kill {round + 1}, {victim}: pauses p50 {pauses[pauses.Count / 2]} ms, longest {string.Join(' ', pauses.TakeLast(8))} ms");
            talk.Check();
        }

        var count = await talk.FinishAsync();
        output.Tell($"{rounds} kills, seed {seed}: {count} messages, each once and in order; {talk.Talkers.Sum(t => t.Resumes)} resumes, {talk.Talkers.Sum(t => t.Repeats)} repeats dropped");
        Assert.True(talk.Talkers.Sum(t => t.Resumes) > 0, "what was killed must have had something to lose");
    }

    [SkippableFact]
    public async Task RestartingEveryProcessOneByOne_KeepsRoomsWorking()
    {
        Heavy.SkipUnlessAsked();
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { RestartSeconds = 1 });
        await using var talk = await Conversation.StartAsync(cluster.Address, 4);
        foreach (var name in LocalCluster.Silos.Concat(LocalCluster.Gateways))
        {
            talk.TakePauses();
            cluster.Kill(name, cleanly: true);
            await cluster.ReadyAsync(name);
            await talk.CaughtUpAsync();
            output.WriteLine($"{name} restarted: pauses {string.Join(' ', talk.TakePauses())} ms");
            talk.Check();
        }

        output.WriteLine($"{await talk.FinishAsync()} messages");
    }

    [SkippableFact]
    public async Task KillingNodesWithSiloAndGateway_LosesRepeatsAndReordersNothing()
    {
        Heavy.SkipUnlessAsked();
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { CoHosted = true });
        await using var talk = await Conversation.StartAsync(cluster.Address, Rooms);
        foreach (var (victim, cleanly) in new[] { (LocalCluster.Nodes[0], false), (LocalCluster.Nodes[1], true), (LocalCluster.Nodes[2], false) })
        {
            talk.TakePauses();
            cluster.Kill(victim, cleanly);
            await cluster.ReadyAsync(victim);
            await talk.CaughtUpAsync();
            var pauses = talk.TakePauses();
            output.Tell($"{(cleanly ? "stop" : "kill")} of {victim}, co-hosted: pauses p50 {pauses[pauses.Count / 2]} ms, longest {string.Join(' ', pauses.TakeLast(8))} ms");
            talk.Check();
        }

        output.Tell($"co-hosted: {await talk.FinishAsync()} messages, each once and in order");
    }

    [SkippableFact]
    public async Task RedisGoneForTenSeconds_IsNotNoticed()
    {
        Heavy.SkipUnlessAsked();
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { RestartSeconds = 10 });
        await using var talk = await Conversation.StartAsync(cluster.Address, 4);

        cluster.Kill("redis");
        await Task.Delay(TimeSpan.FromSeconds(8));
        await talk.CaughtUpAsync();
        output.WriteLine($"without Redis: pauses {string.Join(' ', talk.TakePauses())} ms");
        Assert.Equal(0, talk.Talkers.Sum(t => t.Resumes));
        await cluster.ReadyAsync("redis");

        // It works again: a silo that dies now is found dead, and one that starts is found.
        cluster.Kill("silo-0");
        await talk.CaughtUpAsync();
        await cluster.ReadyAsync("silo-0");
        cluster.Kill("silo-1");
        await talk.CaughtUpAsync();
        output.Tell($"Redis was gone: {await talk.FinishAsync()} messages, each once and in order");
    }

    [SkippableFact]
    public async Task ASiloStoppedWithoutRedis_EndsInItsTime()
    {
        Heavy.SkipUnlessAsked();
        await using var cluster = await LocalCluster.StartAsync(new ClusterShape { RestartSeconds = 60 });
        var pid = cluster.PidOf("silo-0");
        cluster.Kill("redis");
        cluster.Kill("silo-0", cleanly: true);

        for (var clock = Stopwatch.StartNew(); Directory.Exists($"/proc/{pid}"); await Task.Delay(100)) Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "still there");
    }
}
