using Signaling.Core.Rooms;
using Signaling.Gateway.Hosting;
using StackExchange.Redis;

namespace Signaling.Gateway.Moderation.Redis;

/// <summary>
/// The tombstones of a cluster: one hash in Redis, and every gateway's memory. What is put is written and published; what was missed, here or
/// there, is found by comparing with the hash: at the start, whenever a connection is back, and from time to time. Without Redis it goes on from
/// memory; a Redis that lost its data gets it back from there.
/// </summary>
internal sealed partial class RedisTombstones : ITombstoneStore, IAsyncDisposable
{
    /// <summary>How long Redis may take to answer, in milliseconds: who kicks waits for it.</summary>
    private const int AnswerMs = 2_000;

    /// <summary>The wait before another try, in milliseconds.</summary>
    private const int RetryMs = 1_000;

    /// <summary>Words may be lost where nobody notices: after this time, in milliseconds, gateways compare anyway.</summary>
    private const int CompareMs = 60_000;

    /// <summary>Comparisons at the pace of <see cref="RetryMs"/> after a start or a loss: what others say may be missed until the channel is heard again.</summary>
    private const int HurriedComparisons = 5;

    private readonly Lock _gate = new();
    private readonly TombstoneReplica _replica;
    private readonly ConfigurationOptions _configuration;
    private readonly string _name;
    private readonly GatewayClock _clock;
    private readonly ILogger _logger;
    private readonly SemaphoreSlim _wake = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private Action<IReadOnlyCollection<Tombstone>> _remember = _ => { };
    private Task _running = Task.CompletedTask;
    private volatile ConnectionMultiplexer? _connection;
    private bool _isSubscribed;
    private int _isLost;
    private int _isDisposed;
    private volatile int _comparisons;
    private volatile int _hurried = HurriedComparisons;
    private volatile bool _isSettled;

    /// <param name="connection">How to connect, in StackExchange.Redis' syntax.</param>
    /// <param name="name">The name of the hash and of the channel.</param>
    /// <param name="max">Tombstones that are kept; the same at all gateways.</param>
    /// <param name="clock">The time.</param>
    /// <param name="logger">Where it says that Redis is gone, and back.</param>
    public RedisTombstones(string connection, string name, int max, GatewayClock clock, ILogger<RedisTombstones> logger)
    {
        (_name, _clock, _logger, _replica) = (name, clock, logger, new TombstoneReplica(max));
        _configuration = ConfigurationOptions.Parse(connection);
        _configuration.AbortOnConnectFail = false; // it tries again for ever
        _configuration.BacklogPolicy = BacklogPolicy.FailFast;
        _configuration.ReconnectRetryPolicy = new LinearRetry(RetryMs);
        _configuration.AsyncTimeout = AnswerMs;
    }

    /// <summary>What is in Redis has been had once.</summary>
    public bool HasLoaded => _comparisons > 0;

    /// <summary>How often memory and Redis have been compared.</summary>
    internal int Comparisons => _comparisons;

    /// <summary>From here on this gateway learns by being told, for most of a minute.</summary>
    internal bool IsSettled => _isSettled;

    private RedisChannel Channel => RedisChannel.Literal(_name);

    public void Begin(Action<IReadOnlyCollection<Tombstone>> remember)
    {
        _remember = remember;
        _running = Task.Run(RunAsync);
    }

    public async Task SaveAsync(Tombstone tombstone, Func<IReadOnlyList<Tombstone>> all)
    {
        IReadOnlyList<SharedTombstone> said;
        lock (_gate)
        {
            said = _replica.Put(tombstone, _clock.NowMs);
            _remember([.. said.Select(word => word.Tombstone)]);
        }

        try
        {
            foreach (var word in said)
            {
                if (!await WriteAsync(word)) Wake(); // somebody has said something later
            }
        }
        catch (Exception e) when (IsOfRedis(e))
        {
            NoteLost(e); // it is in the replica: the next comparison writes it
            Wake();
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return; // registered under two names
        await _stopping.CancelAsync();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_connection is { } connection) await connection.DisposeAsync();
        _stopping.Dispose();
        _wake.Dispose();
    }

    private static bool IsOfRedis(Exception e) => e is RedisException or TimeoutException or ObjectDisposedException;

    private async Task RunAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var redis = await ConnectAsync();
                await CompareAsync(redis);
                NoteBack();
                _isSettled = _hurried == 0 && redis.Multiplexer.GetSubscriber().IsConnected(Channel);
                var isWoken = await _wake.WaitAsync(_isSettled ? CompareMs : RetryMs, _stopping.Token);
                if (!isWoken && _hurried > 0) Interlocked.Decrement(ref _hurried);
                while (_wake.Wait(0, CancellationToken.None)) { }
            }
            catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
            {
            }
            catch (Exception e)
            {
                Hurry();
                if (IsOfRedis(e)) NoteLost(e);
                else LogFault(_logger, e);
                await Task.Delay(RetryMs, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<IDatabase> ConnectAsync()
    {
        if (_connection is null)
        {
            var connection = await ConnectionMultiplexer.ConnectAsync(_configuration);
            connection.ConnectionRestored += (_, _) => Wake();
            _connection = connection;
        }

        if (!_isSubscribed) await _connection.GetSubscriber().SubscribeAsync(Channel, (_, text) => Hear(text));
        _isSubscribed = true; // from here on it is subscribed again with every new connection
        return _connection.GetDatabase();
    }

    private void Wake()
    {
        Hurry();
        if (!_stopping.IsCancellationRequested) _wake.Release();
    }

    private void Hurry() => (_hurried, _isSettled) = (HurriedComparisons, false);

    private void Hear(string? text)
    {
        if (SharedTombstone.TryParse(text, out var word)) Take([word]);
        else LogUnreadable(_logger, 1);
    }

    private void Take(IReadOnlyCollection<SharedTombstone> words)
    {
        lock (_gate)
        {
            var news = _replica.Take(words, _clock.NowMs);
            if (news.Count > 0) _remember([.. news.Select(word => word.Tombstone)]);
        }
    }

    private void NoteLost(Exception e)
    {
        if (!_stopping.IsCancellationRequested && Interlocked.Exchange(ref _isLost, 1) == 0) LogLost(_logger, e.Message);
    }

    private void NoteBack()
    {
        if (Interlocked.Exchange(ref _isLost, 0) == 1) LogBack(_logger);
    }

    [LoggerMessage(1305, LogLevel.Warning, "Redis cannot be reached: tombstones are kept in memory and written when it is back. {Reason}")]
    private static partial void LogLost(ILogger logger, string reason);

    [LoggerMessage(1306, LogLevel.Information, "Redis is back and has the tombstones.")]
    private static partial void LogBack(ILogger logger);

    [LoggerMessage(1307, LogLevel.Warning, "{Count} tombstones in Redis cannot be read.")]
    private static partial void LogUnreadable(ILogger logger, int count);

    [LoggerMessage(1308, LogLevel.Error, "Tombstones could not be compared with Redis.")]
    private static partial void LogFault(ILogger logger, Exception exception);
}
