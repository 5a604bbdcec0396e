using System.Diagnostics;
using System.Globalization;
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
    [SkippableFact]
    public async Task KillingTheGateway_BreaksNoPromise()
    {
        Skip.If(Environment.GetEnvironmentVariable("STORM_ROUNDS") is null, "Heavy: set STORM_ROUNDS to the number of rounds");
        Skip.IfNot(Storm.WhyNot is null, Storm.WhyNot);
        for (var round = 1; round <= Setting("STORM_ROUNDS", 1); round++) await RoundAsync(round);
    }

    /// <summary>ROLLING_CLIENTS says how many (1,000), half of them callers.</summary>
    [SkippableFact]
    public async Task RestartingTheGateway_LosesNothing_AndFailsNoCall()
    {
        Skip.If(Environment.GetEnvironmentVariable("ROLLING_CLIENTS") is null, "Heavy: set ROLLING_CLIENTS to the number of clients, such as 1000");
        Skip.IfNot(Storm.WhyNot is null, Storm.WhyNot);
        await using var gateway = await GatewayProcess.StartNewAsync();
        await using var storm = await Storm.StartAsync(
            new { url = Signal(gateway), pairs = Setting("ROLLING_CLIENTS", 1_000) / 2, seconds = 0, pauseMs = 20_000, joinFirst = true });
        await Task.Delay(TimeSpan.FromSeconds(5)); // calls are under way
        var clock = Stopwatch.StartNew();
        await gateway.StopAsync();
        var stopped = clock.Elapsed;
        await gateway.StartAsync();
        output.WriteLine($"stopped in {stopped.TotalMilliseconds:0} ms, serving again after {clock.Elapsed.TotalMilliseconds:0} ms");
        await Task.Delay(TimeSpan.FromSeconds(10));
        await storm.AbateAsync();

        var (report, broken) = await storm.ReportAsync();
        output.WriteLine(report.ToJsonString());
        Assert.True(broken is null, $"{broken}\n{gateway.Log}");
        Assert.True((int)report["lost"]! > 0, "nobody was in the server that was restarted");
    }

    private async Task RoundAsync(int round)
    {
        var seconds = Setting("STORM_SECONDS", 12);
        await using var gateway = await GatewayProcess.StartNewAsync();
        await using var storm = await Storm.StartAsync(new { url = Signal(gateway), pairs = 15, seconds, seed = round, cuts = 3, stalls = 1 });
        var kills = 0;
        for (var clock = Stopwatch.StartNew(); clock.Elapsed.TotalSeconds < seconds && !storm.HasEnded; kills++)
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds / 4.0));
            await gateway.KillAsync();
            await gateway.StartAsync();
        }

        var (report, broken) = await storm.ReportAsync();
        output.WriteLine($"round {round}, {kills} kills: {report.ToJsonString()}");
        Assert.True(broken is null, $"round {round}: {broken}\n{gateway.Log}");
    }

    private static string Signal(GatewayProcess gateway) => gateway.Origin.Replace("http", "ws", StringComparison.Ordinal) + "/signal";

    private static int Setting(string name, int fallback) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : fallback;
}
