using System.Diagnostics;
using System.Reflection;

namespace Signaling.Architecture;

/// <summary>The files of this repository as they lie on disk: what git knows plus what it does not ignore.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "RepositoryRoot").Value!;

    /// <summary>Paths from the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = FromGit() ?? FromDisk();

    public static IEnumerable<string> Matching(string folder, params string[] extensions) =>
        Files.Where(f => f.StartsWith(folder, StringComparison.Ordinal)
            && extensions.Any(e => f.EndsWith(e, StringComparison.Ordinal)));

    public static string PathOf(string file) => Path.Combine(Root, file);

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string[]? FromGit()
    {
        var start = new ProcessStartInfo("git", ["-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var git = Process.Start(start)!;
            var output = git.StandardOutput.ReadToEnd();
            git.WaitForExit();
            return git.ExitCode == 0
                ? [.. output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Distinct().Where(f => File.Exists(PathOf(f)))]
                : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    // A source archive has no git; leave out what a build makes.
    private static string[] FromDisk()
    {
        string[] made = ["bin", "obj", "node_modules", "dist", "artifacts", "TestResults", ".git"];
        return [.. Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(Root, f).Replace('\\', '/'))
            .Where(f => !f.Split('/').Intersect(made).Any())];
    }
}
