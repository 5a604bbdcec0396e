namespace Signaling.Gateway.Auth;

/// <summary>
/// The issuer's public keys, fetched in the background. Those that were had stay good while the address does not answer. A token with an unknown key
/// causes a fetch, but not more often than configured: nobody can turn this server against the issuer.
/// </summary>
internal sealed partial class JwksSource : BackgroundService, IKeySource
{
    private const int BytesMax = 256 << 10;
    private const int FirstRetryMs = 1_000;
    private const int LastRetryMs = 30_000;

    private readonly AuthOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly HttpClient _http;
    private readonly SemaphoreSlim _wanted = new(0);
    private volatile IReadOnlyList<SigningKey> _keys = [];
    private long _fetchedAt;
    private int _isSearching;

    public JwksSource(AuthOptions options, TimeProvider time, ILogger<JwksSource> logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) };
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromMilliseconds(options.JwksTimeoutMs), MaxResponseContentBufferSize = BytesMax };
    }

    public IReadOnlyList<SigningKey> Keys => _keys;

    /// <summary>How many fetches there were: for checks.</summary>
    internal int Fetches { get; private set; }

    public int Search()
    {
        if (Interlocked.CompareExchange(ref _isSearching, 1, 0) != 0) return FirstRetryMs;
        var fetchedAt = Volatile.Read(ref _fetchedAt);
        var waitMs = fetchedAt == 0 ? 0 : (_options.JwksUnknownKeySeconds * 1_000L) - (long)_time.GetElapsedTime(fetchedAt).TotalMilliseconds;
        if (waitMs > 0) Volatile.Write(ref _isSearching, 0);
        else _wanted.Release();
        return waitMs > 0 ? (int)waitMs : FirstRetryMs;
    }

    public override void Dispose()
    {
        base.Dispose();
        _http.Dispose();
        _wanted.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var retryMs = FirstRetryMs;
        while (!stoppingToken.IsCancellationRequested)
        {
            var succeeded = await FetchAsync(stoppingToken);
            retryMs = succeeded ? FirstRetryMs : Math.Min(retryMs * 2, LastRetryMs);
            await SleepAsync(succeeded ? TimeSpan.FromSeconds(_options.JwksRefreshSeconds) : TimeSpan.FromMilliseconds(retryMs), stoppingToken);
        }
    }

    /// <summary>Until the time is over, or somebody wants keys.</summary>
    private async Task SleepAsync(TimeSpan time, CancellationToken stoppingToken)
    {
        using var waking = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
        await Task.WhenAny(Task.Delay(time, _time, waking.Token), _wanted.WaitAsync(waking.Token));
        await waking.CancelAsync();
    }

    private async Task<bool> FetchAsync(CancellationToken stoppingToken)
    {
        try
        {
            Fetches++;
            var json = await _http.GetStringAsync(_options.JwksUrl, stoppingToken);
            var keys = SigningKey.OfJson(json);
            if (keys.Count == 0) throw new InvalidDataException("It holds no key for RS256 or ES256.");
            _keys = keys;
            LogFetched(_logger, keys.Count);
            return true;
        }
        catch (Exception e) when (e is HttpRequestException or InvalidDataException or OperationCanceledException && !stoppingToken.IsCancellationRequested)
        {
            LogFailed(_logger, _options.JwksUrl!, e.Message);
            return false;
        }
        finally
        {
            Volatile.Write(ref _fetchedAt, _time.GetTimestamp());
            while (await _wanted.WaitAsync(0, CancellationToken.None))
            {
                // What was asked for meanwhile is answered.
            }

            Volatile.Write(ref _isSearching, 0);
        }
    }

    [LoggerMessage(1311, LogLevel.Debug, "Fetched {Count} keys.")]
    private static partial void LogFetched(ILogger logger, int count);

    [LoggerMessage(1312, LogLevel.Warning, "The keys at {Url} could not be fetched; trying again. {Reason}")]
    private static partial void LogFailed(ILogger logger, string url, string reason);
}
