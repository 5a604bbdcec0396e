using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.NetworkInformation;
using System.Reflection;
using System.Text.RegularExpressions;
using Signaling.TestKit;

namespace Signaling.Cluster;

/// <summary>What <c>./cluster</c> runs: processes that can be killed, and come back by themselves.</summary>
internal sealed partial class LocalCluster : IAsyncDisposable
{
    public const int Count = 3;
    private const int PortsEach = 200;
    private const int LogLinesMax = 2_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly int _port;
    private readonly Process _script;
    private readonly ConcurrentDictionary<string, int> _pids = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private LocalCluster(int port, int restartSeconds, IEnumerable<string> more)
    {
        _port = port;
        string[] arguments =
        [
            "--no-build", "--silos", $"{Count}", "--gateways", $"{Count}", "--port", $"{port}",
            "--restart", restartSeconds.ToString(CultureInfo.InvariantCulture), .. more,
        ];
        _script = Process.Start(new ProcessStartInfo(Path.Combine(SourceTree.Root, "cluster"), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["CONFIGURATION"] = typeof(LocalCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Configuration").Value },
        })!;
        _script.OutputDataReceived += (_, line) => Note(line.Data);
        _script.ErrorDataReceived += (_, line) => Note(line.Data);
        _script.BeginOutputReadLine();
        _script.BeginErrorReadLine();
    }

    /// <summary>The load balancer's door.</summary>
    public Uri Address => new($"ws://127.0.0.1:{_port}/signal");

    /// <summary>What the processes said last.</summary>
    public string Log => string.Join('\n', _log);

    public static IReadOnlyList<string> Silos { get; } = [.. Enumerable.Range(0, Count).Select(n => $"silo-{n}")];

    public static IReadOnlyList<string> Gateways { get; } = [.. Enumerable.Range(0, Count).Select(n => $"gateway-{n}")];

    public static IReadOnlyList<string> Nodes { get; } = [.. Enumerable.Range(0, Count).Select(n => $"node-{n}")];

    /// <summary>Starts all of it.</summary>
    /// <param name="restartSeconds">What was killed comes back after so long.</param>
    /// <param name="coHosted">Silos and gateways in the same processes: <see cref="Nodes"/>.</param>
    public static async Task<LocalCluster> StartAsync(int restartSeconds = 2, bool coHosted = false)
    {
        var cluster = new LocalCluster(FreePorts(), restartSeconds, coHosted ? ["--co-hosted"] : []);
        foreach (var name in coHosted ? Nodes : Silos.Concat(Gateways)) await cluster.ReadyAsync(name);
        await cluster.AnswersAsync(cluster._port);
        return cluster;
    }

    /// <summary>SIGKILL, or SIGTERM for a clean end.</summary>
    public void Kill(string name, bool cleanly = false)
    {
        if (!_pids.TryRemove(name, out var pid)) throw new InvalidOperationException($"{name} does not run.\n{Log}");
        using var kill = Process.Start("kill", [cleanly ? "-TERM" : "-KILL", pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Waits until a process that was killed is there again, and ready.</summary>
    public async Task ReadyAsync(string name)
    {
        await UntilAsync(() => Task.FromResult(_pids.ContainsKey(name)), $"{name} has not started");
        if (name.StartsWith("silo", StringComparison.Ordinal)) await AnswersAsync(_port + 20 + (name[^1] - '0'));
        if (name.StartsWith("gateway", StringComparison.Ordinal) || name.StartsWith("node", StringComparison.Ordinal)) await AnswersAsync(_port + 1 + (name[^1] - '0'));
    }

    /// <summary>What a process writes in its readiness.</summary>
    public async Task<bool> IsReadyAsync(int port)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://127.0.0.1:{port}/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", _script.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(Patience);
        await _script.WaitForExitAsync(patience.Token);
        _script.Dispose();
        _http.Dispose();
    }

    private Task AnswersAsync(int port) => UntilAsync(() => IsReadyAsync(port), $"port {port} is not ready");

    private async Task UntilAsync(Func<Task<bool>> isTrue, string why)
    {
        for (var clock = Stopwatch.StartNew(); !await isTrue(); await Task.Delay(50))
        {
            if (clock.Elapsed > Patience) throw new TimeoutException($"{why} after {Patience}.\n{Log}");
            if (_script.HasExited) throw new InvalidOperationException($"./cluster has ended.\n{Log}");
        }
    }

    private void Note(string? line)
    {
        if (line is null) return;
        if (Started().Match(line) is { Success: true } started) _pids[started.Groups["name"].Value] = int.Parse(started.Groups["pid"].ValueSpan, CultureInfo.InvariantCulture);
        _log.Enqueue($"{DateTime.UtcNow.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {line}");
        if (_log.Count > LogLinesMax) _log.TryDequeue(out _);
    }

    /// <summary>A stretch of ports that nobody listens on, below those that connections are given.</summary>
    private static int FreePorts()
    {
        var taken = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(end => end.Port).ToHashSet();
        var starts = Enumerable.Range(0, 60).Select(n => 18_000 + (n * PortsEach)).Where(start => !Enumerable.Range(start, PortsEach).Any(taken.Contains)).ToArray();
        return starts[Random.Shared.Next(starts.Length)];
    }

    [GeneratedRegex(@"^(?<name>\S+)\s*\| is process (?<pid>\d+)$")]
    private static partial Regex Started();
}
