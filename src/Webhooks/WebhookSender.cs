using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Signaling.Webhooks;

/// <summary>
/// Posts events, one request at a time in each lane, and the same again until it is taken (2xx) or given up: so events of a room arrive in their
/// order, and some more than once. How a failure is waited out: twice as long each time, with jitter.
/// </summary>
internal sealed partial class WebhookSender(WebhookOptions options, WebhookName name, WebhookQueue queue, TimeProvider time, ILogger<WebhookSender> logger) : BackgroundService
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5), UseCookies = false })
    {
        Timeout = TimeSpan.FromMilliseconds(options.TimeoutMs),
    };

    private WebhookMeter? _meter;
    private long _sent;
    private long _failed;
    private volatile string? _lastFailure;

    public WebhookStats Stats => new(queue.Waiting, Interlocked.Read(ref _sent), Interlocked.Read(ref _failed), queue.Dropped, _lastFailure);

    /// <summary>Measures them.</summary>
    public WebhookMeter Meter => _meter ??= new WebhookMeter(() => Stats);

    public override void Dispose()
    {
        _meter?.Dispose();
        _http.Dispose();
        base.Dispose();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        try
        {
            foreach (var lane in Enumerable.Range(0, WebhookQueue.Lanes)) // what came last: once more, and no longer than the shutdown lasts
            {
                while (queue.Peek(lane) is { Events.Count: > 0 } batch && await TryAsync(lane, batch.Events, batch.Dropped, cancellationToken)) continue;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }

        if (queue.Waiting > 0) LogLost(logger, queue.Waiting);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ = Meter; // also where nobody scrapes
        return Task.WhenAll(Enumerable.Range(0, WebhookQueue.Lanes).Select(lane => Task.Run(() => RunAsync(lane, stoppingToken), CancellationToken.None)));
    }

    private async Task RunAsync(int lane, CancellationToken stopping)
    {
        try
        {
            while (true)
            {
                await queue.WaitAsync(lane, stopping);
                while (queue.Peek(lane) is { Events.Count: > 0 } batch) await SendAsync(lane, batch.Events, batch.Dropped, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
    }

    /// <summary>Until it is taken or given up.</summary>
    private async Task SendAsync(int lane, IReadOnlyList<byte[]> events, long dropped, CancellationToken stopping)
    {
        var begun = time.GetTimestamp();
        for (var wait = options.RetryMs; !await TryAsync(lane, events, dropped, stopping); wait = (int)Math.Min(options.RetryMsMax, wait * 2L))
        {
            if (time.GetElapsedTime(begun).TotalMilliseconds >= options.GiveUpMs)
            {
                queue.GiveUp(lane, events.Count);
                LogGivenUp(logger, events.Count, _lastFailure);
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(wait * (0.75 + (Random.Shared.NextDouble() / 2))), time, stopping);
        }
    }

    private async Task<bool> TryAsync(int lane, IReadOnlyList<byte[]> events, long dropped, CancellationToken stopping)
    {
        var body = Body(events, dropped);
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Url) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add(WebhookSignature.Header, WebhookSignature.Of(options.Secret!, time.GetUtcNow().ToUnixTimeSeconds(), body));
        try
        {
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, stopping);
            if (!response.IsSuccessStatusCode) return Failed($"answered {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return Failed($"not reached: {e.HttpRequestError}");
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return Failed($"no answer within {options.TimeoutMs} ms");
        }

        queue.Remove(lane, events.Count, dropped);
        Interlocked.Add(ref _sent, events.Count);
        return true;
    }

    private bool Failed(string why)
    {
        Interlocked.Increment(ref _failed);
        if (_lastFailure != why) LogFailed(logger, why);
        _lastFailure = why;
        return false;
    }

    /// <summary>What was dropped is told behind the events that waited before it.</summary>
    private byte[] Body(IReadOnlyList<byte[]> events, long dropped)
    {
        using var body = new MemoryStream();
        body.Write("{\"sender\":"u8);
        body.Write(JsonSerializer.SerializeToUtf8Bytes(name.Value));
        body.Write(",\"events\":["u8);
        for (var i = 0; i < events.Count; i++)
        {
            if (i > 0) body.WriteByte((byte)',');
            body.Write(events[i]);
        }

        body.Write("]"u8);
        if (dropped > 0) body.Write(Encoding.UTF8.GetBytes($",\"dropped\":{dropped}"));
        body.Write("}"u8);
        return body.ToArray();
    }

    [LoggerMessage(1601, LogLevel.Warning, "Webhooks: {Why}. It is tried again.")]
    private static partial void LogFailed(ILogger logger, string why);

    [LoggerMessage(1602, LogLevel.Error, "Webhooks: {Events} events were given up. {Why}")]
    private static partial void LogGivenUp(ILogger logger, int events, string? why);

    [LoggerMessage(1603, LogLevel.Error, "Webhooks: {Events} events were not taken before the server stopped.")]
    private static partial void LogLost(ILogger logger, long events);
}

/// <summary>Webhooks.</summary>
/// <param name="Waiting">Events that wait to be taken.</param>
/// <param name="Sent">Events that were taken.</param>
/// <param name="Failed">Requests that were not.</param>
/// <param name="Dropped">Events that found no room, or were given up.</param>
/// <param name="LastFailure">Why the last of those requests was not taken.</param>
public sealed record WebhookStats(long Waiting, long Sent, long Failed, long Dropped, string? LastFailure);
