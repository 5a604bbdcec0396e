using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
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
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly int _port;
    private readonly ClusterShape _shape;
    private readonly Process _script;
    private readonly ConcurrentDictionary<string, int> _pids = new();
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };

    private LocalCluster(int port, ClusterShape shape)
    {
        (_port, _shape) = (port, shape);
        var start = new ProcessStartInfo(
            Path.Combine(SourceTree.Root, "cluster"),
            [
                "--no-build", "--silos", $"{Count}", "--gateways", $"{Count}", "--port", $"{port}",
                "--restart", shape.RestartSeconds.ToString(CultureInfo.InvariantCulture), .. shape.Arguments,
            ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["CONFIGURATION"] = typeof(LocalCluster).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(a => a.Key == "Configuration").Value;
        if (shape.SiloPrograms is { } silos) start.Environment["SILO_BIN"] = silos;
        if (shape.GatewayPrograms is { } gateways) start.Environment["GATEWAY_BIN"] = gateways;
        _script = Process.Start(start)!;
        _script.OutputDataReceived += (_, line) => Note(line.Data);
        _script.ErrorDataReceived += (_, line) => Note(line.Data);
        _script.BeginOutputReadLine();
        _script.BeginErrorReadLine();
    }

    /// <summary>The load balancer's door.</summary>
    public Uri Address => new($"ws://127.0.0.1:{_port}/signal");

    /// <summary>Where Redis is.</summary>
    public string Redis => $"{(_shape.Apart ? $"10.{_port / 256}.{_port % 256}.1" : "127.0.0.1")}:{_port + 50}";

    /// <summary>What the processes said last.</summary>
    public string Log => string.Join('\n', _log);

    public static IReadOnlyList<string> Silos { get; } = [.. Enumerable.Range(0, Count).Select(n => $"silo-{n}")];

    public static IReadOnlyList<string> Gateways { get; } = [.. Enumerable.Range(0, Count).Select(n => $"gateway-{n}")];

    public static IReadOnlyList<string> Nodes { get; } = [.. Enumerable.Range(0, Count).Select(n => $"node-{n}")];

    /// <summary>Starts all of it.</summary>
    public static async Task<LocalCluster> StartAsync(ClusterShape? shape = null)
    {
        shape ??= new ClusterShape();
        var cluster = new LocalCluster(FreePorts(), shape);
        foreach (var name in shape.CoHosted ? Nodes : Silos.Concat(Gateways)) await cluster.ReadyAsync(name);
        await cluster.AnswersAsync("127.0.0.1", cluster._port);
        return cluster;
    }

    /// <summary>SIGKILL, or SIGTERM for a clean end.</summary>
    public void Kill(string name, bool cleanly = false)
    {
        var pid = PidOf(name);
        _pids.TryRemove(name, out _);
        Signal(cleanly ? "-TERM" : "-KILL", pid);
    }

    /// <summary>SIGSTOP: the process is there and does nothing, as on a host that is busy or paused. Until <see cref="Thaw"/>.</summary>
    public void Freeze(string name) => Signal("-STOP", PidOf(name));

    public void Thaw(string name) => Signal("-CONT", PidOf(name));

    /// <summary>The process that has this name now: another one after a restart.</summary>
    public int PidOf(string name) => _pids.TryGetValue(name, out var pid) ? pid : throw new InvalidOperationException($"{name} does not run.\n{Log}");

    /// <summary>No packet passes between two processes, or again; neither learns of it. For <see cref="ClusterShape.Apart"/>.</summary>
    public void Cut(string one, string other, bool heal = false)
    {
        foreach (var (from, to) in new[] { (one, other), (other, one) })
        {
            using var ip = Process.Start("ip", ["-n", $"signaling-{_port}-{from}", "route", heal ? "del" : "add", "blackhole", HostOf(to)]);
            ip.WaitForExit();
            if (ip.ExitCode != 0) throw new InvalidOperationException($"The way from {from} to {to} could not be changed.");
        }
    }

    /// <summary>Waits until a process that was killed is there again, and ready.</summary>
    public async Task ReadyAsync(string name)
    {
        await UntilAsync(() => Task.FromResult(_pids.ContainsKey(name)), $"{name} has not started");
        if (PortOf(name) is > 0 and var port) await AnswersAsync(HostOf(name), port);
    }

    /// <summary>What a process says of its readiness.</summary>
    public Task<bool> IsReadyAsync(string name) => IsReadyAsync(HostOf(name), PortOf(name));

    private async Task<bool> IsReadyAsync(string host, int port)
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri($"http://{host}:{port}/health/ready"));
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

    /// <summary>The silo at this address.</summary>
    public string SiloAt(IPEndPoint address) => Silos.First(silo => _shape.Apart ? HostOf(silo) == address.Address.ToString() : _port + 100 + NumberOf(silo) == address.Port);

    private static void Signal(string signal, int pid)
    {
        using var kill = Process.Start("kill", [signal, pid.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    private static int NumberOf(string name) => name[^1] - '0';

    private int PortOf(string name) => name.Split('-')[0] switch
    {
        "silo" => _port + 20 + NumberOf(name),
        "gateway" or "node" => _port + 1 + NumberOf(name),
        _ => 0,
    };

    private string HostOf(string name) => !_shape.Apart ? "127.0.0.1"
        : $"10.{_port / 256}.{_port % 256}.{(name.StartsWith("silo", StringComparison.Ordinal) ? 10 : 20) + NumberOf(name)}";

    private Task AnswersAsync(string host, int port) => UntilAsync(() => IsReadyAsync(host, port), $"{host}:{port} is not ready");

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
