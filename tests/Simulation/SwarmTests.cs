using System.Globalization;
using Signaling.Simulation.World;

namespace Signaling.Simulation;

/// <summary>
/// Thousands of runs, each with faults of its own, watched by one checker a promise. SIM_SEEDS says how many (2,000), SIM_FROM where to begin. A
/// seed that fails is replayed with <c>dotnet run --project tests/Simulation -- --seed N</c>.
/// </summary>
public sealed class SwarmTests
{
    [Fact]
    public void Seeds_KeepAllPromises()
    {
        var (from, count) = (Settings.Of("SIM_FROM", 1), Settings.Of("SIM_SEEDS", 2_000));
        var broken = new List<string>();
        for (var seed = from; seed < from + count && broken.Count < 10; seed++)
        {
            if (Swarm.Try(seed).Failure is { } failure) broken.Add($"seed {seed}: {failure}");
        }

        Assert.True(broken.Count == 0, string.Join('\n', broken));
    }

    [Fact]
    public void SeedsThatFailedOnce_KeepAllPromises()
    {
        var seeds = File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Seeds.txt"))
            .Select(line => line.Split('#')[0].Trim())
            .Where(line => line.Length > 0)
            .Select(line => ulong.Parse(line.Split(' ')[0], CultureInfo.InvariantCulture));

        Assert.All(seeds, seed => Assert.Null(Swarm.Try(seed).Failure));
    }

    [Fact]
    public void TheSameSeed_DoesTheSame()
    {
        for (var seed = 1UL; seed <= 50; seed++) Assert.Equal(Swarm.Try(seed).Hash, Swarm.Try(seed).Hash);
    }
}
