using System.Diagnostics;
using Signaling.TestKit;

namespace Signaling.Gateway.Tests.SocketIo;

/// <summary>
/// The official protocol suites of Engine.IO 4 and Socket.IO 5, from a checkout beside the repository (docs/doors.md): SIGNALING_SOCKETIO_SUITES
/// names the docs folder of socketio/socket.io, with npm ci done in both. They are bound to port 3000.
/// </summary>
public sealed class OfficialSuiteTests
{
    private const int Port = 3_000;

    [SkippableTheory]
    [InlineData("engine.io-protocol/v4-test-suite")]
    [InlineData("socket.io-protocol/v5-test-suite")]
    public async Task Suite_Passes(string suite)
    {
        var folder = Path.Combine(Environment.GetEnvironmentVariable("SIGNALING_SOCKETIO_SUITES") ?? "", suite);
        Skip.If(Prerequisite.Node is null, "No node on this machine");
        Skip.IfNot(Directory.Exists(Path.Combine(folder, "node_modules")), "SIGNALING_SOCKETIO_SUITES names no checkout of the suites");
        await using var host = await EchoHost.StartAsync(Port);
        var start = new ProcessStartInfo(Prerequisite.Node, ["node_modules/mocha/bin/mocha", "--exit", "test-suite.js"])
        {
            WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var mocha = Process.Start(start)!;
        var errors = mocha.StandardError.ReadToEndAsync();
        var output = await mocha.StandardOutput.ReadToEndAsync() + await errors;
        await mocha.WaitForExitAsync();

        Assert.True(mocha.ExitCode == 0, output);
    }
}
