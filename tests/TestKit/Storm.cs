using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Signaling.TestKit;

/// <summary>
/// Pairs of real clients (tests/EndToEnd/storm) that set up call after call, each counting what the other hears. A process of its own, so that it
/// shares nothing with what it tests.
/// </summary>
public sealed class Storm : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private Storm(Process process)
    {
        _process = process;
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Why it cannot be had here, or null.</summary>
    public static string? WhyNot =>
        Prerequisite.Node is null ? "No node on this machine"
        : Directory.Exists(Path.Combine(SourceTree.Root, "tests/EndToEnd/node_modules/ws")) ? null
        : "npm packages of tests/EndToEnd are not installed";

    public bool HasEnded => _process.HasExited;

    /// <summary>Starts it, with what storm.mjs says of its plan.</summary>
    public static async Task<Storm> StartAsync(object plan)
    {
        var start = new ProcessStartInfo("node", [Path.Combine(SourceTree.Root, "tests/EndToEnd/storm/storm.mjs"), JsonSerializer.Serialize(plan)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var storm = new Storm(Process.Start(start)!);
        using var patience = new CancellationTokenSource(Patience);
        if (await storm._process.StandardOutput.ReadLineAsync(patience.Token) == "started") return storm;
        await storm.DisposeAsync();
        throw new InvalidOperationException($"The storm did not start.\n{await storm._errors}");
    }

    /// <summary>No new calls: what is under way is finished.</summary>
    public Task AbateAsync() => _process.StandardInput.WriteLineAsync("stop");

    /// <summary>Waits for the end. Broken is what it found wrong; null when nothing was.</summary>
    public async Task<(JsonNode Report, string? Broken)> ReportAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        var report = await _process.StandardOutput.ReadLineAsync(patience.Token);
        await _process.WaitForExitAsync(patience.Token);
        if (report is null) throw new InvalidOperationException($"The storm ended without a report.\n{await _errors}");
        return (JsonNode.Parse(report)!, _process.ExitCode == 0 ? null : $"{report}\n{await _errors}");
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
