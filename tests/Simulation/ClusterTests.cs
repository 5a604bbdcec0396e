using System.Globalization;
using Signaling.Simulation.World;

namespace Signaling.Simulation;

/// <summary>Runs over gateways and silos.</summary>
public sealed class ClusterTests
{
    [Fact]
    public void TheSameSeed_DoesTheSame()
    {
        for (var seed = 1UL; seed <= 10; seed++) Assert.Equal(Swarm.Try(seed, Shape.Cluster).Hash, Swarm.Try(seed, Shape.Cluster).Hash);
    }

    /// <summary>Seeds that failed once and were mended.</summary>
    [Fact]
    public void SeedsThatFailedOnce_KeepAllPromises()
    {
        var seeds = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "ClusterSeeds.txt"))
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .Select(line => ulong.Parse(line, CultureInfo.InvariantCulture))
            .ToArray();

        Assert.NotEmpty(seeds);
        Assert.All(seeds, seed => Assert.Null(Swarm.Try(seed, Shape.Cluster).Failure));
    }
}
