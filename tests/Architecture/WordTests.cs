using System.Text.RegularExpressions;

namespace Signaling.Architecture;

/// <summary>Words that must not be committed: unfinished work, and paths of somebody's machine.</summary>
public sealed partial class WordTests
{
    private static readonly string[] Texts =
        [".cs", ".csproj", ".props", ".targets", ".proj", ".md", ".json", ".js", ".mjs", ".ts", ".html", ".css", ".yml", ".yaml",
         ".sh", ".txt", ".jsonl", ".editorconfig", ".gitignore", ".npmrc", "Dockerfile", "/test", "/run", ".sln"];

    [Fact]
    public void Files_HoldNoUnfinishedWorkOrMachinePaths()
    {
        var wrong =
            from file in Repository.Matching("", Texts).Append("test").Distinct()
            where File.Exists(Repository.PathOf(file)) && !file.EndsWith("/WordTests.cs", StringComparison.Ordinal)
            from line in File.ReadLines(Repository.PathOf(file)).Select((text, index) => (text, number: index + 1))
            where Banned().IsMatch(line.text)
            select $"{file}:{line.number}: {line.text.Trim()}";

        Verdict.NoFaults(wrong);
    }

    [Fact]
    public void LockFiles_HoldNoHosts()
    {
        var wrong = Repository.Matching("", "package-lock.json")
            .Where(f => Repository.Read(f).Contains("\"resolved\": \"http", StringComparison.Ordinal));

        Verdict.NoFaults(wrong);
        Verdict.NoFaults(Repository.Matching("", "packages.lock.json"));
    }

    [GeneratedRegex(@"\b(TODO|FIXME|HACK|XXX)\b|/work/|/root/|/home/[a-z]")]
    private static partial Regex Banned();
}
