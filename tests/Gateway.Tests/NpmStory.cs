using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests;

/// <summary>A program in Node with clients from npm.</summary>
internal static class NpmStory
{
    public static async Task RunAsync(string script, string package, Uri gateway, params string[] more)
    {
        var tests = Path.Combine(SourceTree.Root, "tests");
        Skip.If(Prerequisite.Node is null, "No node on this machine");
        Skip.IfNot(Directory.Exists(Path.Combine(tests, "EndToEnd/node_modules", package)), $"{package} is not installed (npm ci in tests/EndToEnd)");
        var start = new ProcessStartInfo(Prerequisite.Node, [Path.Combine(tests, "Gateway.Tests", script), gateway.ToString().TrimEnd('/'), .. more]) { RedirectStandardError = true };
        using var node = Process.Start(start)!;
        var complaint = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, complaint);
    }
}
