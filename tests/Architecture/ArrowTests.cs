using System.Xml.Linq;

namespace Signaling.Architecture;

/// <summary>Who may reference whom. An arrow that is not listed here is a decision to be made, not a build error to be mended.</summary>
public sealed class ArrowTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Core"] = [],
        ["Grains.Abstractions"] = ["Core"],
        ["Grains"] = ["Core", "Grains.Abstractions"],
        ["Settings"] = [],
        ["Telemetry"] = [],
        ["Webhooks"] = ["Core"],
        ["Silo"] = ["Grains", "Settings", "Telemetry", "Webhooks"],
        ["Gateway"] = ["Core", "Grains.Abstractions", "Settings", "Telemetry", "Webhooks"],
        ["CoHost"] = ["Gateway", "Silo"],
        ["TestKit"] = ["Core"],
        ["Simulation"] = ["Core", "TestKit"],
    };

    [Fact]
    public void Projects_Reference_OnlyWhatTheArrowsAllow()
    {
        var wrong =
            from project in Projects()
            let name = Path.GetFileNameWithoutExtension(project)
            let allowed = Allowed.GetValueOrDefault(name)
            from reference in References(project, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r))
            where allowed is null ? IsTest(reference) && reference != "TestKit" : !allowed.Contains(reference)
            select $"{project} -> {reference}";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void Sources_OfEachProject_HaveAnArrowRule() =>
        Verdict.NoFaults(Projects().Where(p => p.StartsWith("src/", StringComparison.Ordinal))
            .Select(p => Path.GetFileNameWithoutExtension(p)).Except(Allowed.Keys));

    [Fact]
    public void Core_HasNoPackages_ButAnalyzers() =>
        Assert.Equal(["Microsoft.CodeAnalysis.BannedApiAnalyzers"], References("src/Core/Core.csproj", "PackageReference"));

    [Fact]
    public void OrleansPackages_AreListedAsOrleansPackage()
    {
        // A plain PackageReference would break the build where the packages are absent.
        var wrong =
            from project in Projects()
            where project != "eng/OrleansProbe.csproj"
            from package in References(project, "PackageReference")
            where package.StartsWith("Microsoft.Orleans.", StringComparison.Ordinal)
            select $"{project}: {package}";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void Versions_StandInOnePlace()
    {
        var wrong =
            from project in Projects()
            from reference in XDocument.Load(Repository.PathOf(project)).Descendants()
            where reference.Name.LocalName is "PackageReference" or "OrleansPackage"
                && (reference.Attribute("Version") ?? reference.Attribute("VersionOverride")) is not null
            select $"{project}: {reference}";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void Gateway_UsesTheClusterOnlyInItsOrleansEngine()
    {
        var wrong = Repository.Matching("src/Gateway/", ".cs")
            .Where(f => !f.StartsWith("src/Gateway/Engine/Orleans/", StringComparison.Ordinal))
            .Where(f => Repository.Read(f).Contains("Signaling.Grains", StringComparison.Ordinal))
            .Where(f => !Repository.Read(f).Contains("#if ORLEANS", StringComparison.Ordinal));

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void Solution_HoldsEveryProject()
    {
        var solution = Repository.Read("Signaling.sln").Replace('\\', '/');

        Verdict.NoFaults(Projects().Where(p => p != "eng/OrleansProbe.csproj" && !solution.Contains($"\"{p}\"", StringComparison.Ordinal)));
    }

    private static IEnumerable<string> Projects() => Repository.Matching("", ".csproj");

    private static bool IsTest(string name) => Repository.Files.Contains($"tests/{name}/{name}.csproj");

    private static IEnumerable<string> References(string project, string kind) =>
        XDocument.Load(Repository.PathOf(project)).Descendants()
            .Where(e => e.Name.LocalName == kind)
            .Select(e => e.Attribute("Include")!.Value.Replace('\\', '/'));
}
