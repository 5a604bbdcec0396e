using Signaling.Simulation.World;

namespace Signaling.Simulation;

/// <summary>Every history of two peers up to a small depth. SIM_DEPTH says how deep (3); over gateways and silos one less.</summary>
public sealed class HistoryTests
{
    [Theory]
    [InlineData(Shape.OneNode)]
    [InlineData(Shape.Cluster)]
    public void Histories_KeepAllPromises(Shape shape)
    {
        var depth = (int)Settings.Of("SIM_DEPTH", 3) - (shape == Shape.Cluster ? 1 : 0);
        var all = Histories.All(depth, shape).ToList();

        Assert.True(all.Count > Math.Pow(10, depth), $"{all.Count} histories are too few to be all.");
        Assert.All(all, history => Assert.True(history.Failure is null, $"{history.Steps}: {history.Failure}"));
    }

    [Fact]
    public void Histories_AreAllDifferent()
    {
        var all = Histories.All(2, Shape.OneNode).Select(history => history.Steps).ToList();

        Assert.Equal(all.Count, all.Distinct().Count());
    }
}
