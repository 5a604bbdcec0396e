using System.Diagnostics;
using System.Text.RegularExpressions;
using k8s;
using k8s.Models;
using Signaling.TestKit;

namespace Signaling.Architecture;

/// <summary>What is deployed says what the programs understand.</summary>
public sealed partial class DeployTests
{
    private static readonly string[] Probes = ["startupProbe", "readinessProbe", "livenessProbe"];

    [SkippableTheory]
    [InlineData("development", 16)]
    [InlineData("production", 13)]
    public void Kubernetes_ObjectsFitTogether(string overlay, int count)
    {
        var objects = Built(overlay).Split("\n---\n");

        Assert.Equal(count, objects.Length);
        var workloads = objects.Where(o => Kind().Match(o).Groups[1].Value is "Deployment" or "StatefulSet").ToList();
        var labels = workloads.Select(o => AppLabel().Match(o).Groups[1].Value).ToHashSet();
        foreach (var selector in objects.SelectMany(o => AppLabel().Matches(o)).Select(m => m.Groups[1].Value)) Assert.Contains(selector, labels);
        foreach (var ours in workloads.Where(o => !o.Contains("redis:7", StringComparison.Ordinal)))
        {
            Assert.All(Probes, probe => Assert.Contains(probe, ours, StringComparison.Ordinal));
            Assert.Contains("runAsNonRoot: true", ours, StringComparison.Ordinal);
            Assert.Contains("readOnlyRootFilesystem: true", ours, StringComparison.Ordinal);
        }

        // Nobody but a trial is open to everybody.
        Assert.Equal(overlay == "development", Built(overlay).Contains("AllowAnonymous", StringComparison.Ordinal));
    }

    /// <summary>A program does not start with a setting that is another's, and the silos' secret is none of the gateways'.</summary>
    [SkippableTheory]
    [InlineData("development")]
    [InlineData("production")]
    public void Kubernetes_EachProgram_GetsItsOwnSettings(string overlay)
    {
        var objects = KubernetesYaml.LoadAllFromString(Built(overlay), strict: true);
        var maps = objects.OfType<V1ConfigMap>().ToDictionary(map => map.Metadata.Name, map => map.Data.Keys);
        string[] SettingsOf(V1Container container) =>
            [.. (container.EnvFrom ?? []).SelectMany(from => from.ConfigMapRef is { } map ? maps[map.Name] : []).Concat(container.Env.Select(each => each.Name)).Where(name => name.StartsWith("Signaling__", StringComparison.Ordinal))];
        V1Container Of(string name) => objects.OfType<V1Deployment>().Single(each => each.Metadata.Name == name).Spec.Template.Spec.Containers.Single();

        var (silo, gateway) = (Of("signaling-silo"), Of("signaling-gateway"));
        Assert.All(SettingsOf(silo), name => Assert.Matches("^Signaling__(Cluster|Limits|Telemetry|Webhooks|HealthUrls)", name));
        Assert.Contains("Signaling__Engine", SettingsOf(gateway));
        Assert.DoesNotContain(SettingsOf(gateway), name => name.StartsWith("Signaling__Webhooks", StringComparison.Ordinal) || name == "Signaling__HealthUrls");
        Assert.True(silo.EnvFrom.Single(from => from.SecretRef?.Name == "signaling-webhooks").SecretRef.Optional);
        Assert.DoesNotContain(gateway.EnvFrom, from => from.SecretRef?.Name == "signaling-webhooks");
    }

    /// <summary>Orleans' Kubernetes hosting, where it is asked for: the rights, the pod's token, and the variables that Orleans reads.</summary>
    [SkippableFact]
    public void Kubernetes_HostingOfOrleans_IsAComponent()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        var here = Path.GetRelativePath(folder, Repository.PathOf("deploy/k8s"));
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $"resources: [{here}/production]\ncomponents: [{here}/kubernetes-hosting]\n");

        var objects = KubernetesYaml.LoadAllFromString(BuiltIn(folder), strict: true);
        Directory.Delete(folder, recursive: true);

        var pod = objects.OfType<V1Deployment>().Single(each => each.Metadata.Name == "signaling-silo").Spec.Template;
        Assert.True(pod.Spec.AutomountServiceAccountToken);
        Assert.Equal(pod.Metadata.Labels["orleans/clusterId"], objects.OfType<V1ConfigMap>().Single(map => map.Metadata.Name.StartsWith("signaling-cluster", StringComparison.Ordinal)).Data["Signaling__Cluster__ClusterId"]);
        Assert.All(
            new[] { "POD_NAME", "POD_NAMESPACE", "POD_IP", "ORLEANS_CLUSTER_ID", "ORLEANS_SERVICE_ID", "Signaling__Cluster__Kubernetes" },
            name => Assert.Contains(pod.Spec.Containers.Single().Env, variable => variable.Name == name));
        var (role, binding) = (objects.OfType<V1Role>().Single(), objects.OfType<V1RoleBinding>().Single());
        Assert.Equal((role.Metadata.Name, pod.Spec.ServiceAccountName), (binding.RoleRef.Name, binding.Subjects.Single().Name));
        Assert.Equal(["pods"], role.Rules.Single().Resources);
    }

    /// <summary>Every field exists in the Kubernetes API, where it stands, with a value of its type.</summary>
    [SkippableTheory]
    [InlineData("development", 16)]
    [InlineData("production", 13)]
    public void Kubernetes_ObjectsAreOfTheSchema(string overlay, int count)
    {
        var objects = KubernetesYaml.LoadAllFromString(Built(overlay), strict: true);

        Assert.Equal(count, objects.Count);
        Assert.All(objects, o => Assert.StartsWith("k8s.Models.V", o.GetType().FullName, StringComparison.Ordinal));
    }

    [SkippableTheory]
    [InlineData("maxUnavailable:", "maxUnavailible:")]
    [InlineData("terminationGracePeriodSeconds: 60", "terminationGracePeriodSeconds: soon")]
    [InlineData("        readinessProbe:", "        readynessProbe:")]
    public void Kubernetes_WhatIsNotOfTheSchema_IsFound(string right, string wrong)
    {
        var built = Built("production");
        Assert.Contains(right, built, StringComparison.Ordinal);

        Assert.ThrowsAny<Exception>(() => KubernetesYaml.LoadAllFromString(built.Replace(right, wrong, StringComparison.Ordinal), strict: true));
    }

    [Fact]
    public void Settings_OfWhatIsDeployed_AreDocumented()
    {
        var documented = Repository.Read("docs/configuration.md");
        var wrong =
            from file in Repository.Matching("deploy/", ".yaml")
            from Match match in Setting().Matches(Repository.Read(file))
            let name = ListIndex().Replace(match.Value, "").Replace("__", ":", StringComparison.Ordinal)
            where !documented.Contains($"`{name}`", StringComparison.Ordinal)
            select $"{file}: {name} is not in docs/configuration.md";

        Verdict.NoFaults(wrong.Distinct());
    }

    /// <summary>What kubectl makes of an overlay.</summary>
    private static string Built(string overlay) => BuiltIn(Repository.PathOf($"deploy/k8s/{overlay}"));

    private static string BuiltIn(string folder)
    {
        Skip.If(Prerequisite.Kubectl is null, "No kubectl on this machine");
        var start = new ProcessStartInfo(Prerequisite.Kubectl!, ["kustomize", folder]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var kubectl = Process.Start(start)!;
        var errors = kubectl.StandardError.ReadToEndAsync();
        var built = kubectl.StandardOutput.ReadToEnd();
        kubectl.WaitForExit();
        Assert.True(kubectl.ExitCode == 0, errors.Result);
        return built;
    }

    [GeneratedRegex(@"Signaling(__\w+?)+(?=\W)")]
    private static partial Regex Setting();

    [GeneratedRegex(@"__[0-9]+")]
    private static partial Regex ListIndex();

    [GeneratedRegex(@"^kind: (\w+)", RegexOptions.Multiline)]
    private static partial Regex Kind();

    [GeneratedRegex(@"^ +app: (\S+)", RegexOptions.Multiline)]
    private static partial Regex AppLabel();
}
