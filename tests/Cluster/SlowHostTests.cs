using Xunit.Abstractions;

namespace Signaling.Cluster;

/// <summary>Silos that live but do little.</summary>
public sealed class SlowHostTests(ITestOutputHelper output)
{
    private static readonly TimeSpan SettlesIn = TimeSpan.FromSeconds(12);

    /// <summary>A process that gets a tenth of the time answers its probes late. It must stay in the cluster: making its rooms anew costs more.</summary>
    [SkippableFact]
    public async Task ABusySilo_IsNotEvicted()
    {
        Heavy.SkipUnlessAsked();
        await using var cluster = await LocalCluster.StartAsync();
        await using var talk = await Conversation.StartAsync(cluster.Address, 12);
        var pid = cluster.PidOf("silo-0");
        for (var i = 0; i < 30; i++)
        {
            cluster.Freeze("silo-0");
            await Task.Delay(450);
            cluster.Thaw("silo-0");
            await Task.Delay(50);
        }

        await talk.CaughtUpAsync();
        output.Tell($"a silo that runs a tenth of the time for 15 s: pauses {string.Join(' ', talk.TakePauses().TakeLast(8))} ms");
        Assert.Equal(pid, cluster.PidOf("silo-0"));
        Assert.Equal(0, talk.Talkers.Sum(t => t.Resumes));
        output.Tell($"busy silo: {await talk.FinishAsync()} messages, each once and in order");
    }

    /// <summary>One that is away for long is replaced; when it is back it finds that out and ends.</summary>
    [SkippableFact]
    public async Task ASiloThatIsStoppedForSeconds_IsReplaced_AndNothingIsLost()
    {
        Heavy.SkipUnlessAsked();
        var random = new Random(Heavy.Setting("CLUSTER_SEED", 1));
        await using var cluster = await LocalCluster.StartAsync();
        await using var talk = await Conversation.StartAsync(cluster.Address, 12);
        foreach (var seconds in Enumerable.Repeat(8, Heavy.Setting("CLUSTER_ROUNDS", 1)).Prepend(4).Prepend(1))
        {
            var silo = LocalCluster.Silos[random.Next(3)];
            await Task.Delay(SettlesIn); // queues move to a silo that has come, and what moves is held up by a silo that stands still
            talk.TakePauses();
            cluster.Freeze(silo);
            await Task.Delay(TimeSpan.FromSeconds(seconds));
            cluster.Thaw(silo);
            await talk.CaughtUpAsync();
            var pauses = talk.TakePauses();
            output.Tell($"silo stopped for {seconds} s: pauses p50 {pauses[pauses.Count / 2]} ms, longest {pauses[^1]} ms, {pauses.Count(ms => ms > 500)} of {pauses.Count} over 500 ms, {talk.Talkers.Sum(t => t.Resumes)} resumes");
            await Task.Delay(TimeSpan.FromSeconds(4)); // if it was declared dead it finds out, ends and is started again
            await cluster.ReadyAsync(silo);
            talk.Check();
        }

        output.Tell($"stopped silo: {await talk.FinishAsync()} messages, each once and in order");
    }
}
