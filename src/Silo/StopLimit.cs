using Microsoft.Extensions.Options;

namespace Signaling.Silo;

/// <summary>
/// Ends a process that was told to stop and has not in its time. Without Redis a silo tries for two minutes to take its name off the list; the
/// others find a silo dead that is not there, so nothing waits for that.
/// </summary>
internal sealed partial class StopLimit(IHostApplicationLifetime lifetime, IOptions<HostOptions> host, ILogger<StopLimit> logger) : IHostedService
{
    private const int ExitCode = 4;
    private static readonly TimeSpan Spare = TimeSpan.FromSeconds(5);

    public Task StartAsync(CancellationToken cancellationToken)
    {
        lifetime.ApplicationStopping.Register(() => _ = EndAsync());
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task EndAsync()
    {
        await Task.Delay(host.Value.ShutdownTimeout + Spare);
        LogLate(logger);
        Environment.Exit(ExitCode);
    }

    [LoggerMessage(3001, LogLevel.Warning, "Ends without having left the cluster: it could not in its time. The others will find this silo dead.")]
    private static partial void LogLate(ILogger logger);
}
