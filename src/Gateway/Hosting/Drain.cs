using System.Diagnostics;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Telemetry;

namespace Signaling.Gateway.Hosting;

/// <summary>
/// What happens between the order to stop and the end. Readiness goes false first. Where rooms outlive this process, clients are then moved to other
/// gateways, in waves, make before break; who is left, and everybody where they do not, is told that the server shuts down.
/// </summary>
internal sealed partial class Drain
{
    private const int LookMs = 50;

    private readonly ConnectionTable _connections;
    private readonly GatewayOptions _options;
    private readonly TimeProvider _time;
    private readonly GatewayMeter _meter;
    private readonly ILogger _logger;
    private readonly Lazy<Task> _move;

    public Drain(ConnectionTable connections, IEngine engine, GatewayOptions options, TimeProvider time, GatewayMeter meter, ILogger<Drain> logger)
    {
        (_connections, _options, _time, _meter, _logger) = (connections, options, time, meter, logger);
        _move = new Lazy<Task>(() => engine.OutlivesProcess ? MoveAllAsync() : Task.CompletedTask);
    }

    /// <summary>Clients that were told to move.</summary>
    public int Told { get; private set; }

    /// <summary>How long all of it may take.</summary>
    public static TimeSpan LongestFor(GatewayOptions options) =>
        TimeSpan.FromMilliseconds(options.ShutdownMs + 1_000L + (options.Engine == EngineKind.InProcess ? 0 : options.Drain.NoticeMs + options.Drain.DeadlineMs));

    /// <summary>Moves the clients away, where that is possible. May be called more than once: all wait for the same.</summary>
    public Task MoveAsync() => _move.Value;

    /// <summary>Tells who is left that the server stops, and gives them a moment to read it.</summary>
    public async Task ShutDownAsync(CancellationToken cancellationToken)
    {
        LogStopping(_logger, _connections.Count);
        _connections.ShutDown();
        await UntilEmptyAsync(_options.ShutdownMs, cancellationToken);
    }

    private async Task MoveAllAsync()
    {
        var drain = _options.Drain;
        var (began, clock) = (_time.GetTimestamp(), Stopwatch.GetTimestamp());
        _connections.TakeNoticeOfEnd();
        LogNotice(_logger, _connections.Count, drain.NoticeMs);
        await UntilEmptyAsync(drain.NoticeMs, CancellationToken.None);

        _connections.RefuseNew();
        var (told, moving) = (new HashSet<ITableEntry>(), _time.GetTimestamp());
        var wave = drain.WaveOf(_connections.Count);
        while (_connections.Count > 0 && _time.GetElapsedTime(moving).TotalMilliseconds < drain.DeadlineMs)
        {
            Tell(told, wave);
            await Task.Delay(TimeSpan.FromMilliseconds(Math.Max(1, drain.WaveMs * (0.5 + Random.Shared.NextDouble()))), _time);
        }

        _meter.Drained(Told, _connections.Count, clock);
        LogMoved(_logger, Told, _connections.Count, (int)_time.GetElapsedTime(began).TotalMilliseconds);
    }

    private void Tell(HashSet<ITableEntry> told, int wave)
    {
        var notice = new MoveNotice(_options.Drain.AfterMs, _options.Drain.Url);
        foreach (var connection in _connections.All)
        {
            if (wave == 0) return;
            if (told.Contains(connection) || !connection.OnMove(notice)) continue;
            told.Add(connection);
            Told++;
            wave--;
        }
    }

    private async Task UntilEmptyAsync(int ms, CancellationToken cancellationToken)
    {
        for (var waited = 0; waited < ms && _connections.Count > 0; waited += LookMs) await Task.Delay(TimeSpan.FromMilliseconds(LookMs), _time, cancellationToken);
    }

    [LoggerMessage(1101, LogLevel.Information, "Stopping: {Connections} connections are told.")]
    private static partial void LogStopping(ILogger logger, int connections);

    [LoggerMessage(1104, LogLevel.Information, "Draining: not ready any more; {Connections} connections are moved in {NoticeMs} ms.")]
    private static partial void LogNotice(ILogger logger, int connections, int noticeMs);

    [LoggerMessage(1105, LogLevel.Information, "Drained: {Told} connections were told to move, {Left} are left after {Ms} ms.")]
    private static partial void LogMoved(ILogger logger, int told, int left, int ms);
}
