using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Signaling.TestKit;
using Xunit.Abstractions;

namespace Signaling.EndToEnd;

/// <summary>
/// Real clients in the middle of calls while sockets are cut and stalled and the gateway is killed with SIGKILL and started again: every
/// set-up completes, and nothing is lost, repeated or out of order. STORM_ROUNDS says how often (1), STORM_SECONDS how long each round is (12).
/// </summary>
[Collection(OnStage.Name)]
public sealed class StormTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [SkippableFact]
    public async Task KillingTheGateway_BreaksNoPromise()
    {
        Skip.If(Environment.GetEnvironmentVariable("STORM_ROUNDS") is null, "Heavy: set STORM_ROUNDS to the number of rounds");
        Skip.If(Prerequisite.Node is null, "No node on this machine");
        Skip.IfNot(Directory.Exists(Repository.PathOf("tests/EndToEnd/node_modules/ws")), "npm packages of tests/EndToEnd are not installed.");
        for (var round = 1; round <= Setting("STORM_ROUNDS", 1); round++) await RoundAsync(round);
    }

    private async Task RoundAsync(int round)
    {
        var seconds = Setting("STORM_SECONDS", 12);
        await using var gateway = await GatewayProcess.StartNewAsync();
        var plan = JsonSerializer.Serialize(new { url = gateway.Origin.Replace("http", "ws", StringComparison.Ordinal) + "/signal", pairs = 15, seconds, seed = round, cuts = 3, stalls = 1 });
        using var storm = Process.Start(new ProcessStartInfo("node", [Repository.PathOf("tests/EndToEnd/storm/storm.mjs"), plan]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = storm.StandardError.ReadToEndAsync();
        if (await storm.StandardOutput.ReadLineAsync() != "started") Assert.Fail($"The storm did not start.\n{await errors}");
        var kills = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds && !storm.HasExited; kills++)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds / 4.0));
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            var report = await storm.StandardOutput.ReadLineAsync(patience.Token);
            await storm.WaitForExitAsync(patience.Token);
            output.WriteLine($"round {round}, {kills} kills: {report}");
            Assert.True(storm.ExitCode == 0, $"round {round}: {report}\n{await errors}\n{gateway.Log}");
        }
        finally
        {
            if (!storm.HasExited) storm.Kill();
        }
    }

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
