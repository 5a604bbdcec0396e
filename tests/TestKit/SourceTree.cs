namespace Signaling.TestKit;

/// <summary>The repository that the tests were built from, for those that compare documents with code.</summary>
public static class SourceTree
{
    /// <summary>Its folder.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The text of one of its files.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>The rows of the table under a heading: the cells of each, without the backquotes of one that is all code.</summary>
    public static IReadOnlyList<string[]> Table(string path, string heading)
    {
        var lines = Read(path).Split('\n').SkipWhile(line => line.Trim() != heading).Skip(1).TakeWhile(line => !line.StartsWith('#'));
        return [.. lines.Where(line => line.StartsWith('|')).Skip(2).Select(Cells)];
    }

    private static string[] Cells(string row) =>
        [.. row.Trim().Trim('|').Split('|').Select(cell => cell.Trim()).Select(cell => cell.Count(c => c == '`') == 2 ? cell.Trim('`') : cell)];

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Signaling.sln"))) return folder.FullName;
        }

        throw new DirectoryNotFoundException("The tests do not run inside the repository.");
    }
}
