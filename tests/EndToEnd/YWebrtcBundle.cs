using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.EndToEnd;

/// <summary>y-webrtc and yjs from npm as one file that a browser loads: esbuild puts them together.</summary>
internal static class YWebrtcBundle
{
    private static readonly Lazy<(string? File, string Why)> Made = new(Make);

    /// <summary>Null where it cannot be made; <see cref="WhyNot"/> says why.</summary>
    public static string? File => Made.Value.File;

    public static string WhyNot => Made.Value.Why;

    private static (string? File, string Why) Make()
    {
        if (Prerequisite.Node is null) return (null, "No node on this machine");
        var modules = Repository.PathOf("tests/EndToEnd/node_modules");
        foreach (var package in new[] { "y-webrtc", "yjs", "esbuild" })
        {
            if (!Directory.Exists(Path.Combine(modules, package))) return (null, $"{package} is not installed (npm ci in tests/EndToEnd)");
        }

        var file = Path.Combine(Repository.Results, "ywebrtc-client.js");
        using var esbuild = Process.Start(new ProcessStartInfo(Path.Combine(modules, ".bin/esbuild"),
        [
            Path.Combine(Repository.Pages, "ywebrtc-entry.js"),
            "--bundle", "--format=esm", "--define:global=globalThis", "--log-level=error", $"--outfile={file}",
        ]) { RedirectStandardError = true })!;
        var complaint = esbuild.StandardError.ReadToEnd();
        esbuild.WaitForExit();
        return esbuild.ExitCode == 0 ? (file, "") : throw new InvalidOperationException(complaint);
    }
}
