using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>The client that pages use, socket.io-client from npm, under Node: tutorial.mjs tells the story.</summary>
public sealed class NpmClientTests() : NativeTest
{
    [SkippableTheory]
    [InlineData("polling")]
    [InlineData("websocket")]
    [InlineData("upgrade")]
    public async Task NpmClient_LivesTheTutorial(string way) => await NpmStory.RunAsync("SocketIo/tutorial.mjs", "socket.io-client", Server.Address, way);
}

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
