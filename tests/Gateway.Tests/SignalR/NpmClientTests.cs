using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SignalR;

/// <summary>The client that pages use, @microsoft/signalr from npm, under Node: client.mjs tells the story.</summary>
public sealed class NpmClientTests
{
    private static readonly string Root = FindRoot();

    [SkippableTheory]
    [InlineData("WebSockets")]
    [InlineData("ServerSentEvents")]
    [InlineData("LongPolling")]
    public async Task NpmClient_CallsResumesAndLeaves(string transport)
    {
        Skip.If(Prerequisite.Node is null, "No node on this machine");
        Skip.IfNot(Directory.Exists(Path.Combine(Root, "tests/EndToEnd/node_modules/@microsoft/signalr")), "@microsoft/signalr is not installed (npm ci in tests/EndToEnd)");
        await using var host = await HubHost.StartAsync();
        var start = new ProcessStartInfo(Prerequisite.Node, [Path.Combine(Root, "tests/Gateway.Tests/SignalR/client.mjs"), $"{host.Http}hub", transport])
        {
            RedirectStandardError = true,
        };

        using var node = Process.Start(start)!;
        var complaint = await node.StandardError.ReadToEndAsync();
        await node.WaitForExitAsync();

        Assert.True(node.ExitCode == 0, complaint);
        Assert.Empty(host.Complaints);
    }

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Signaling.sln"))) folder = folder.Parent!;
        return folder.FullName;
    }
}
