using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests;

/// <summary>Programs under Node that use packages of tests/EndToEnd; they say with exit code 0 that all went well.</summary>
internal static class NpmProgram
{
    /// <param name="file">The program, from the root of the repository.</param>
    /// <param name="package">What it needs from npm; without it the test is skipped.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task RunAsync(string file, string package, params string[] arguments)
    {
        Skip.If(Prerequisite.Node is null, "No node on this machine");
        Skip.IfNot(Directory.Exists(Path.Combine(SourceTree.Root, $"tests/EndToEnd/node_modules/{package}")), $"{package} is not installed (npm ci in tests/EndToEnd)");
        using var node = Process.Start(new ProcessStartInfo(Prerequisite.Node, [Path.Combine(SourceTree.Root, file), .. arguments]) { RedirectStandardError = true })!;
        var complaint = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, complaint);
    }
}
