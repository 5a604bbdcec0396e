using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Signaling.TestKit;

namespace Signaling.EndToEnd;

/// <summary>coturn on loopback, with a shared secret: a process of its own, and what it says of its users.</summary>
internal sealed partial class TurnServer : IAsyncDisposable
{
    public const string Secret = "north";
    private static readonly TimeSpan StartPatience = TimeSpan.FromSeconds(10);

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    private TurnServer(int port)
    {
        Url = $"turn:127.0.0.1:{port}?transport=udp";
        string[] arguments =
        [
            "-n", "-v", "--log-file=stdout", "--simple-log", "--no-cli", "--no-tls", "--no-dtls", "--allow-loopback-peers", "--listening-ip=127.0.0.1",
            "--relay-ip=127.0.0.1", $"--listening-port={port}", "--realm=signaling.test", "--use-auth-secret", $"--static-auth-secret={Secret}",
            $"--pidfile={Path.Combine(Path.GetTempPath(), $"signaling-turn-{port}.pid")}",
        ];
        _process = Process.Start(new ProcessStartInfo(Prerequisite.Coturn!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Where clients find it.</summary>
    public string Url { get; }

    public string Log => string.Join('\n', _log);

    /// <summary>The users that were given a relay.</summary>
    public IReadOnlySet<string> Served => UsersOf("success");

    /// <summary>The users that were refused one.</summary>
    public IReadOnlySet<string> Refused => UsersOf("error 401: Unauthorized");

    public static async Task<TurnServer> StartAsync()
    {
        var server = new TurnServer(FreePort());
        for (var clock = Stopwatch.StartNew(); !server.Log.Contains("listener opened on", StringComparison.OrdinalIgnoreCase); await Task.Delay(50))
        {
            if (!server._process.HasExited && clock.Elapsed < StartPatience) continue;
            await server.DisposeAsync();
            throw new InvalidOperationException($"coturn did not start.\n{server.Log}");
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private HashSet<string> UsersOf(string outcome) =>
        [.. _log.Select(line => Asked().Match(line)).Where(match => match.Success && match.Groups["outcome"].Value.StartsWith(outcome, StringComparison.Ordinal)).Select(match => match.Groups["user"].Value)];

    private void Note(string? line)
    {
        if (line is not null) _log.Enqueue(line);
    }

    private static int FreePort()
    {
        using var socket = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.Client.LocalEndPoint!).Port;
    }

    // What is refused it does not call an allocation.
    [GeneratedRegex(@"user <(?<user>[^>]+)>: incoming packet (ALLOCATE|message) processed, (?<outcome>.*)$")]
    private static partial Regex Asked();
}
