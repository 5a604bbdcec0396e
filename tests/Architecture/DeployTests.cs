using System.Diagnostics;
using System.Text.RegularExpressions;
using Signaling.TestKit;

namespace Signaling.Architecture;

/// <summary>What is deployed says what the programs understand.</summary>
public sealed partial class DeployTests
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    [SkippableFact]
    public void Kubernetes_ObjectsFitTogether()
    {
        Skip.If(Prerequisite.Kubectl is null, "No kubectl on this machine");
        var start = new ProcessStartInfo(Prerequisite.Kubectl!, ["kustomize", Repository.PathOf("deploy/k8s")]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var kubectl = Process.Start(start)!;
        var errors = kubectl.StandardError.ReadToEndAsync();
        var objects = kubectl.StandardOutput.ReadToEnd().Split("\n---\n");
        kubectl.WaitForExit();
        Assert.True(kubectl.ExitCode == 0, errors.Result);

        Assert.Equal(11 + 1, objects.Length);
        var workloads = objects.Where(o => Kind().Match(o).Groups[1].Value is "Deployment" or "StatefulSet").ToList();
        var labels = workloads.Select(o => AppLabel().Match(o).Groups[1].Value).ToHashSet();
        foreach (var selector in objects.SelectMany(o => AppLabel().Matches(o)).Select(m => m.Groups[1].Value)) Assert.Contains(selector, labels);
        foreach (var ours in workloads.Where(o => !o.Contains("redis:7", StringComparison.Ordinal)))
        {
            Assert.All(Probes, probe => Assert.Contains(probe, ours, StringComparison.Ordinal));
            Assert.Contains("runAsNonRoot: true", ours, StringComparison.Ordinal);
            Assert.Contains("readOnlyRootFilesystem: true", ours, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Settings_OfWhatIsDeployed_AreDocumented()
    {
        var documented = Repository.Read("docs/configuration.md");
        var wrong =
            from file in Repository.Matching("deploy/", ".yaml")
            from Match match in Setting().Matches(Repository.Read(file))
            let name = match.Value.Replace("__", ":", StringComparison.Ordinal)
            where !documented.Contains($"`{name}`", StringComparison.Ordinal)
            select $"{file}: {name} is not in docs/configuration.md";

        Verdict.NoFaults(wrong.Distinct());
    }

    [GeneratedRegex(@"Signaling(__\w+?)+(?=\W)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"^kind: (\w+)", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^ +app: (\S+)", RegexOptions.Multiline)]
    private static partial Regex AppLabel();
}
