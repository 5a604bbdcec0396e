using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Hosting;

/// <summary>Tells clients when the server stops, and gives them a moment to read it.</summary>
internal sealed partial class ShutdownNotice(ConnectionTable connections, GatewayOptions options, ILogger<ShutdownNotice> logger) : IHostedLifecycleService
{
    private const int LookMs = 50;

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        LogStopping(logger, connections.Count);
        connections.ShutDown();
        for (var waited = 0; waited < options.ShutdownMs && connections.Count > 0; waited += LookMs)
        {
            await Task.Delay(LookMs, cancellationToken);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1101, LogLevel.Information, "Stopping: {Connections} connections are told.")]
    private static partial void LogStopping(ILogger logger, int connections);
}
