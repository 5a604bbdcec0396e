using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Signaling.TestKit;
using StackExchange.Redis;

namespace Signaling.Grains.Tests.Moderation;

/// <summary>A Redis of its own, on loopback, that can be stopped and started again with its data or without.</summary>
internal sealed class RedisServer : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("signaling-redis-").FullName;
    private readonly int _port = FreePort();
    private Process? _process;

    public string Address => $"127.0.0.1:{_port}";

    public static async Task<RedisServer> StartAsync()
    {
        Skip.If(Prerequisite.Redis is null, Prerequisite.WhyNoRedis);
        var server = new RedisServer();
        await server.AgainAsync();
        return server;
    }

    public async Task AgainAsync()
    {
        var port = _port.ToString(CultureInfo.InvariantCulture);
        _process = Process.Start(new ProcessStartInfo(
            Prerequisite.Redis!, ["--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "yes", "--dir", _folder, "--loglevel", "warning"])
        {
            RedirectStandardOutput = true,
        })!;
        _ = _process.StandardOutput.ReadToEndAsync();
        await Eventually.TrueAsync(AnswersAsync, () => "redis-server does not answer");
    }

    public async Task StopAsync(bool losesData = false)
    {
        using var process = _process!;
        process.Kill();
        await process.WaitForExitAsync();
        _process = null;
        if (!losesData) return;
        Directory.Delete(_folder, recursive: true);
        Directory.CreateDirectory(_folder);
    }

    public async Task<long> HashLengthAsync(string key)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Address);
        return await connection.GetDatabase().HashLengthAsync(key);
    }

    public async Task PutFieldAsync(string key, string field, string text)
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(Address);
        await connection.GetDatabase().HashSetAsync(key, field, text);
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await StopAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectionMultiplexer.ConnectAsync(Address);
            return connection.IsConnected;
        }
        catch (RedisConnectionException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
