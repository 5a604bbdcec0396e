using Signaling.Telemetry;

namespace Signaling.Gateway.Tests.Telemetry;

/// <summary>Counters that each thread keeps for itself add up.</summary>
public sealed class TallyTests
{
    [Fact]
    public void Threads_CountAtOnce_AndNothingIsLost_AlsoOfThoseThatEnded()
    {
        var tally = new Tally(3);
        for (var round = 0; round < 3; round++)
        {
            var threads = Enumerable.Range(0, 4).Select(_ => new Thread(() =>
            {
                for (var i = 0; i < 10_000; i++) tally.Add(1);
                tally.Add(2, 5);
            })).ToList();
            foreach (var thread in threads) thread.Start();
            foreach (var thread in threads) thread.Join();
        }

        Assert.Equal((0, 120_000, 60), (tally[0], tally[1], tally[2]));
        tally.Add(0);
        Assert.Equal(1, tally.Shards); // twelve threads have ended: theirs are one now
        Assert.Equal((1, 120_000, 60), (tally[0], tally[1], tally[2]));
    }

    [Fact]
    public void TwoTallies_ShareAThread()
    {
        var (first, second) = (new Tally(1), new Tally(2));
        for (var i = 0; i < 10; i++)
        {
            first.Add(0);
            second.Add(1);
        }

        Assert.Equal((10, 0, 10), (first[0], second[0], second[1]));
        Assert.Equal((1, 1), (first.Shards, second.Shards));
    }
}
