using System.Text.RegularExpressions;

namespace Signaling.Architecture;

/// <summary>Every relative link in the documents leads to a file, and its #part to a heading.</summary>
public sealed partial class LinkTests
{
    [Fact]
    public void Documents_RelativeLinks_Resolve()
    {
        var wrong =
            from file in Repository.Matching("", ".md")
            from link in LinksOf(Repository.Read(file))
            where !Resolves(file, link)
            select $"{file}: {link}";

        Verdict.NoFaults(wrong);
    }

    private static IEnumerable<string> LinksOf(string markdown) =>
        Link().Matches(Code().Replace(markdown, "")).Select(m => m.Groups["to"].Value)
            .Where(to => !to.Contains("://", StringComparison.Ordinal) && !to.StartsWith("mailto:", StringComparison.Ordinal));

    private static bool Resolves(string file, string link)
    {
        var parts = link.Split('#', 2);
        var target = parts[0].Length == 0
            ? Repository.PathOf(file)
            : Path.GetFullPath(Uri.UnescapeDataString(parts[0]), Path.GetDirectoryName(Repository.PathOf(file))!);
        if (!File.Exists(target))
        {
            return Directory.Exists(target);
        }

        return parts.Length == 1 || !target.EndsWith(".md", StringComparison.Ordinal)
            || Heading().Matches(File.ReadAllText(target)).Any(h => AnchorOf(h.Groups["text"].Value) == parts[1]);
    }

    // As the common forges make them: lower case, punctuation dropped, spaces to hyphens.
    private static string AnchorOf(string heading) =>
        Dropped().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"(?s)```.*?```|`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"\]\((?<to>[^)\s]+)(\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?m)^#{1,6}\s+(?<text>.+?)\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex Dropped();
}
