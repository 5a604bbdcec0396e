namespace Signaling.Simulation.World;

/// <summary>Runs seeds and says what became of them.</summary>
public static class Swarm
{
    public static Verdict Try(ulong seed, Shape shape = Shape.OneNode, bool isTold = false)
    {
        var run = Run.Of(seed, shape, isTold);
        return new Verdict(FailureOf(run.Go), run);
    }

    /// <summary>What a checker found, or a bug threw; null when all went well.</summary>
    internal static string? FailureOf(Action run)
    {
        try
        {
            run();
            return null;
        }
        catch (PromiseBrokenException broken)
        {
            return broken.Message;
        }
        catch (Exception bug) when (bug is InvalidOperationException or NullReferenceException or ArgumentException or KeyNotFoundException or IndexOutOfRangeException)
        {
            return $"Exception: {bug}";
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
