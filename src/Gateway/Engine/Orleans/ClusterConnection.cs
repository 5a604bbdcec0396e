using System.Net;
using Signaling.Grains.Abstractions.Hosting;
using StackExchange.Redis;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>
/// The client of the cluster. It connects in the background, for as long as it takes, and again when it lost all silos: the gateway starts
/// and goes on without them, and says in its readiness that it is not ready.
/// </summary>
internal sealed partial class ClusterConnection : IClusterLink, IAsyncDisposable
{
    private readonly IHost _host;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ILogger<ClusterConnection> _logger;
    private Task _starting = Task.CompletedTask;
    private volatile bool _hasStarted; // silos are counted before that, but nothing can be sent yet
    private volatile bool _hasSilos;
    private int _attempts;

    public ClusterConnection(Grains.Abstractions.Hosting.ClusterOptions options, ILoggerFactory loggers)
    {
        _logger = loggers.CreateLogger<ClusterConnection>();
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, GatewaysLifetime>();
        builder.UseOrleansClient(client =>
        {
            Join(client, options);
            client.AddSignaling();
            client.AddClusterConnectionLostHandler((_, _) => CountSilos(0, 1));
            client.AddGatewayCountChangedHandler((_, e) => CountSilos(e.NumberOfConnectedGateways, e.PreviousNumberOfConnectedGateways));
            client.UseConnectionRetryFilter(RetryAsync);
        });
        _host = builder.Build();
        Client = _host.Services.GetRequiredService<IClusterClient>();
    }

    public event Action? SiloLost;

    public IClusterClient Client { get; }

    public bool IsConnected => _hasStarted && _hasSilos;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _starting = Task.Run(ConnectAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _starting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _host.StopAsync(cancellationToken);
    }

    public ValueTask DisposeAsync()
    {
        _stopping.Dispose();
        return _host is IAsyncDisposable host ? host.DisposeAsync() : default;
    }

    private static void Join(IClientBuilder client, Grains.Abstractions.Hosting.ClusterOptions options)
    {
        switch (options.Clustering)
        {
            case Clustering.Redis: client.UseRedisClustering(redis => redis.ConfigurationOptions = ConfigurationOptions.Parse(options.RedisConnectionString)); break;
            case Clustering.Static: client.UseStaticClustering([.. options.Silos.Select(IPEndPoint.Parse)]); break;
            default: client.UseLocalhostClustering(options.GatewayPort, options.ServiceId, options.ClusterId); break;
        }

        client.Configure<global::Orleans.Configuration.ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ServiceId));
    }

    private void CountSilos(int now, int before)
    {
        _hasSilos = now > 0;
        if (now >= before) return;
        _host.Services.GetRequiredService<SiloDoors>().ConnectionLost();
        SiloLost?.Invoke();
    }

    private async Task ConnectAsync()
    {
        try
        {
            await _host.StartAsync(_stopping.Token);
            _hasStarted = _hasSilos = true;
            LogConnected(_logger);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
        }
        catch (Exception e)
        {
            LogGaveUp(_logger, e);
        }
    }

    private async Task<bool> RetryAsync(Exception e, CancellationToken cancellationToken)
    {
        var wait = Math.Min(5_000, 250 << Math.Min(_attempts++, 5));
        LogUnreachable(_logger, wait, e.Message);
        await Task.Delay(wait, cancellationToken);
        return true;
    }

    /// <summary>The gateway's: a signal to stop is its own, and its clients are moved before this ends.</summary>
    private sealed class GatewaysLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    [LoggerMessage(1111, LogLevel.Information, "Connected to the cluster.")]
    private static partial void LogConnected(ILogger logger);

    [LoggerMessage(1112, LogLevel.Warning, "The cluster cannot be reached; trying again in {WaitMs} ms. {Reason}")]
    private static partial void LogUnreachable(ILogger logger, int waitMs, string reason);

    [LoggerMessage(1113, LogLevel.Critical, "The connection to the cluster could not be set up. This gateway will not become ready.")]
    private static partial void LogGaveUp(ILogger logger, Exception e);
}
