using System.Text.RegularExpressions;

namespace Signaling.TestKit;

/// <summary>The settings that docs/ lists: in tables whose rows begin with a setting's full name, and in docs/limits.md, whose names lack <c>Signaling:</c>.</summary>
public static partial class SettingsPages
{
    /// <summary>Names such as <c>Signaling:Turn:Providers:&lt;n&gt;:Kind</c>, in which <c>&lt;door&gt;</c> stands for each door.</summary>
    public static IReadOnlyCollection<string> Names { get; } =
        [.. Directory.GetFiles(Path.Combine(SourceTree.Root, "docs"), "*.md").SelectMany(page => File.ReadLines(page).SelectMany(line => OfRow(line, Path.GetFileName(page) == "limits.md"))).ToHashSet()];

    /// <summary>Whether something is a setting, or the section of one.</summary>
    public static bool Covers(this IEnumerable<string> settings, string name) =>
        settings.Any(setting => setting == name || setting.StartsWith(name + ":", StringComparison.Ordinal));

    /// <summary>Names after the first have its section: <c>Signaling:Webhooks:Url</c>, <c>Secret</c>.</summary>
    private static IEnumerable<string> OfRow(string line, bool isLimits)
    {
        if (!line.StartsWith("| `", StringComparison.Ordinal)) yield break;
        var names = Code().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value).ToList();
        var first = isLimits ? "Signaling:" + names[0] : names[0];
        if (!first.StartsWith("Signaling:", StringComparison.Ordinal)) yield break;
        var section = first[..(first.LastIndexOf(':') + 1)];
        yield return first;
        foreach (var name in names.Skip(1)) yield return section + name;
    }

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Code();
}
