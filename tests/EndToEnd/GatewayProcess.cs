using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Signaling.EndToEnd;

/// <summary>A gateway in a process of its own, on a free port of this machine. It can be killed and started again.</summary>
internal sealed class GatewayProcess : IAsyncDisposable
{
    private const int PortTaken = 3;
    private const int LogLinesMax = 200;
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("signaling-e2e-");
    private readonly ConcurrentQueue<string> _log = new();
    private readonly HttpClient _http = new();
    private string[] _settings = [];
    private Process? _process;

    /// <summary>Such as http://127.0.0.1:12345, without a slash at the end.</summary>
    public string Origin { get; private set; } = "";

    /// <summary>What it wrote last.</summary>
    public string Log => string.Join('\n', _log);

    /// <param name="settings">Settings below Signaling, such as Turn:LifetimeSeconds=60.</param>
    public static async Task<GatewayProcess> StartNewAsync(params string[] settings)
    {
        var gateway = new GatewayProcess { _settings = settings };
        // Somebody else may take the port between our looking and the gateway's listening.
        for (var attempt = 0; attempt < 3; attempt++)
        {
            gateway.Origin = $"http://127.0.0.1:{FreePort()}";
            if (await gateway.TryStartAsync()) return gateway;
        }

        await gateway.DisposeAsync();
        throw new InvalidOperationException($"The gateway found no port.\n{gateway.Log}");
    }

    /// <summary>Again on the same address with the same ticket key.</summary>
    public async Task StartAsync()
    {
        if (!await TryStartAsync()) throw new InvalidOperationException($"{Origin} is taken.\n{Log}");
    }

    /// <summary>SIGTERM, and waits for its end.</summary>
    public async Task StopAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        using (var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        using var patience = new CancellationTokenSource(StartPatience);
        await process.WaitForExitAsync(patience.Token);
        process.Dispose();
    }

    /// <summary>SIGKILL: nothing is said to anybody.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process) return;
        _process = null;
        process.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _http.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<bool> TryStartAsync()
    {
        var start = new ProcessStartInfo("dotnet",
            [Repository.Gateway, "--urls", Origin, "--Signaling:TicketKeyFile", Path.Combine(_folder.FullName, "ticket.key"), .. _settings.Select(setting => "--Signaling:" + setting)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = _process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < StartPatience; await Task.Delay(LookInterval))
        {
            if (process.HasExited)
            {
                _process = null;
                return process.ExitCode == PortTaken ? false
                    : throw new InvalidOperationException($"The gateway ended with exit code {process.ExitCode}.\n{Log}");
            }

            if (await IsReadyAsync()) return true;
        }

        throw new TimeoutException($"The gateway is not ready after {StartPatience}.\n{Log}");
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var answer = await _http.GetAsync(new Uri(Origin + "/health/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private void Note(string? line)
    {
        if (line is null) return;
        _log.Enqueue($"{DateTime.UtcNow.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture)} {line}");
        if (_log.Count > LogLinesMax) _log.TryDequeue(out _);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
