using System.Globalization;
using Signaling.TestKit;

namespace Signaling.Cluster;

/// <summary>These tests take minutes and need programs: they run when asked to, and say what they saw also in artifacts/test/cluster.log.</summary>
internal static class Heavy
{
    public static void SkipUnlessAsked()
    {
        Skip.If(Environment.GetEnvironmentVariable("CLUSTER_ROUNDS") is null, "Heavy: set CLUSTER_ROUNDS to the number of processes to kill");
        Skip.If(Prerequisite.Redis is null, Prerequisite.WhyNoRedis);
        Skip.If(Prerequisite.HaProxy is null, Prerequisite.WhyNoHaProxy);
    }

    public static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;

    /// <summary>Also into a file, which can be read while a long run goes on.</summary>
    public static void Tell(this Xunit.Abstractions.ITestOutputHelper output, string line)
    {
        output.WriteLine(line);
        File.AppendAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(SourceTree.Root, "artifacts/test")).FullName, "cluster.log"), line + "\n");
    }
}
