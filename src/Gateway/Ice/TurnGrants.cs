using System.Diagnostics;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Telemetry;

namespace Signaling.Gateway.Ice;

/// <summary>
/// Keeps a provider's credentials at hand, so that no join waits for one: fetched at the start, again when half of their time is over, from the first
/// provider of the list that answers. Peers share them; each fetch serves all who come until the next.
/// </summary>
internal sealed partial class TurnGrants : BackgroundService
{
    private const int RetryMsMin = 1_000;
    private const int RetryMsMax = 60_000;
    private const int PreferredMs = 300_000;

    private readonly IReadOnlyList<ITurnProvider> _providers;
    private readonly TimeSpan _lifetime;
    private readonly TimeSpan _timeout;
    private readonly GatewayClock _clock;
    private readonly GatewayMeter _meter;
    private readonly ILogger _logger;
    private volatile TurnGrant? _current;

    public TurnGrants(IReadOnlyList<ITurnProvider> providers, TurnOptions options, GatewayClock clock, GatewayMeter meter, ILogger<TurnGrants> logger)
    {
        (_providers, _clock, _meter, _logger) = (providers, clock, meter, logger);
        (_lifetime, _timeout) = (TimeSpan.FromSeconds(options.LifetimeSeconds), TimeSpan.FromMilliseconds(options.TimeoutMs));
    }

    /// <summary>Whether there are providers at all.</summary>
    public bool Any => _providers.Count > 0;

    /// <summary>What there is and still good; null for nothing.</summary>
    public TurnGrant? Current => _current is { } grant && _clock.NowMs < grant.UntilMs ? grant : null;

    /// <summary>Asks the providers in order. Returns how long to wait before the next time.</summary>
    public async Task<int> RenewAsync(int failures, CancellationToken stopping)
    {
        for (var i = 0; i < _providers.Count; i++)
        {
            if (await AskAsync(_providers[i], stopping) is not { } servers) continue;
            var (now, life) = (_clock.NowMs, (long)_lifetime.TotalMilliseconds);
            _current = new TurnGrant((_current?.Number ?? 0) + 1, servers, _providers[i].Name, now + (life * 3 / 4), now + life);
            var half = (int)(life / 2);
            return i == 0 ? half : Math.Min(half, PreferredMs); // back to the preferred one soon
        }

        return Math.Min(RetryMsMax, RetryMsMin << Math.Min(failures, 6));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var failures = 0;
        while (Any && !stoppingToken.IsCancellationRequested)
        {
            var before = _current;
            var waitMs = await RenewAsync(failures, stoppingToken);
            failures = _current == before ? failures + 1 : 0;
            await Task.Delay(TimeSpan.FromMilliseconds(waitMs), _clock.Time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<IReadOnlyList<IceServer>?> AskAsync(ITurnProvider provider, CancellationToken stopping)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        limit.CancelAfter(_timeout);
        var began = Stopwatch.GetTimestamp();
        try
        {
            var servers = await provider.IssueAsync(_lifetime, limit.Token);
            _meter.AskedProvider(provider.Name, "issued", began);
            LogIssued(_logger, provider.Name, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            return servers;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
        catch (OperationCanceledException)
        {
            LogFailed(_logger, provider.Name, $"No answer within {_timeout.TotalMilliseconds:0} ms.");
        }
        catch (Exception e) when (e is TurnProviderException or HttpRequestException or InvalidOperationException or IOException)
        {
            LogFailed(_logger, provider.Name, e.Message);
        }

        _meter.AskedProvider(provider.Name, "failed", began);
        return null;
    }

    [LoggerMessage(1401, LogLevel.Information, "TURN credentials from {Provider} in {Ms} ms.")]
    private static partial void LogIssued(ILogger logger, string provider, long ms);

    [LoggerMessage(1402, LogLevel.Warning, "No TURN credentials from {Provider}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string provider, string reason);
}
