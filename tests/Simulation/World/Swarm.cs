namespace Signaling.Simulation.World;

/// <summary>Runs seeds and says what became of them.</summary>
public static class Swarm
{
    public static Verdict Try(ulong seed, Shape shape = Shape.OneNode, bool isTold = false)
    {
        var run = Run.Of(seed, shape, isTold);
        try
        {
            run.Go();
            return new Verdict(null, run);
        }
        catch (PromiseBrokenException broken)
        {
            return new Verdict(broken.Message, run);
        }
        catch (Exception bug) when (bug is InvalidOperationException or NullReferenceException or ArgumentException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return new Verdict($"Exception: {bug}", run);
        }
    }

    /// <summary>What became of a seed.</summary>
    /// <param name="Failure">The checker and what it found; null when all promises were kept.</param>
    /// <param name="Run">The run.</param>
    public sealed record Verdict(string? Failure, Run Run)
    {
        public ulong Hash => Run.World.Trace.Hash;

        public string Trace => Run.World.Trace.ToString();
    }
}
