using System.Diagnostics;
using System.Globalization;
using Signaling.Simulation.World;

namespace Signaling.Simulation;

/// <summary>Runs the simulator by hand: one seed, a swarm of seeds, or all histories of two peers up to a depth.</summary>
public static class Program
{
    private static Shape _shape;

    public static int Main(string[] args)
    {
        _shape = args.Contains("--cluster") ? Shape.Cluster : args.Contains("--calm-cluster") ? Shape.CalmCluster : args.Contains("--still-cluster") ? Shape.StillCluster : Shape.OneNode;
        args = [.. args.Where(arg => !arg.EndsWith("cluster", StringComparison.Ordinal))];
        var options = new Dictionary<string, ulong>();
        for (var i = 0; i + 1 < args.Length; i += 2) options[args[i]] = ulong.Parse(args[i + 1], CultureInfo.InvariantCulture);
        if (options.TryGetValue("--seed", out var seed)) return RunSeed(seed);
        if (options.TryGetValue("--swarm", out var count)) return RunSwarm(options.GetValueOrDefault("--from", 1UL), count);
        if (options.TryGetValue("--depth", out var depth)) return RunHistories((int)depth);
        Console.WriteLine("[--cluster | --calm-cluster | --still-cluster] --seed N | --swarm COUNT [--from SEED] | --depth STEPS");
        return 2;
    }

    private static int RunSeed(ulong seed)
    {
        var verdict = Swarm.Try(seed, _shape, isTold: true);
        Console.WriteLine(verdict.Trace);
        Console.WriteLine(verdict.Failure ?? $"seed {seed}: kept, hash {verdict.Hash:x16}");
        return verdict.Failure is null ? 0 : 1;
    }

    private static int RunHistories(int depth)
    {
        var clock = Stopwatch.StartNew();
        var (count, failed) = (0, 0);
        foreach (var history in Histories.All(depth, _shape))
        {
            count++;
            if (history.Failure is null) continue;
            if (++failed <= 20) Console.WriteLine($"{history.Steps}: {history.Failure.Split('\n')[0]}");
        }

        Console.WriteLine($"{count} histories of {depth} steps, {failed} failed, {count / clock.Elapsed.TotalSeconds:F0} histories/s");
        return failed == 0 ? 0 : 1;
    }

    private static int RunSwarm(ulong from, ulong count)
    {
        var clock = Stopwatch.StartNew();
        var failures = new SortedDictionary<string, (int Count, ulong Seed)>();
        for (var seed = from; seed < from + count; seed++)
        {
            if (Swarm.Try(seed, _shape).Failure is not { } failure) continue;
            var checker = failure.Split(':')[0];
            failures[checker] = failures.TryGetValue(checker, out var known) ? (known.Count + 1, known.Seed) : (1, seed);
            if (failures[checker].Count <= 40) Console.WriteLine($"seed {seed}: {failure.Split('\n')[0]}");
        }

        foreach (var (checker, (failed, first)) in failures) Console.WriteLine($"{checker}: {failed} seeds, first {first}");
        Console.WriteLine($"{count} seeds, {failures.Values.Sum(f => f.Count)} failed, {count / clock.Elapsed.TotalSeconds:F0} seeds/s");
        return failures.Count == 0 ? 0 : 1;
    }
}
