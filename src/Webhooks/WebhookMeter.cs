using System.Diagnostics.Metrics;

namespace Signaling.Webhooks;

/// <summary>What a process that posts events measures, under the names of docs/metrics.md.</summary>
internal sealed class WebhookMeter : IDisposable
{
    private const string OutcomeTag = "signaling.outcome";

    private readonly Meter _meter = new("Signaling");

    /// <param name="stats">How things stand.</param>
    public WebhookMeter(Func<WebhookStats> stats)
    {
        _meter.CreateObservableUpDownCounter("signaling.webhook.waiting", () => stats().Waiting, "{event}", "Events of rooms and peers that wait to be taken.");
        _meter.CreateObservableCounter("signaling.webhook.events", () => Events(stats()), "{event}", "Events that left the queue, by outcome: taken, or dropped.");
        _meter.CreateObservableCounter("signaling.webhook.failures", () => stats().Failed, "{request}", "Requests with events that were not taken.");
    }

    /// <summary>The meter itself.</summary>
    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    private static Measurement<long>[] Events(WebhookStats stats) =>
    [
        new(stats.Sent, new KeyValuePair<string, object?>(OutcomeTag, "taken")),
        new(stats.Dropped, new KeyValuePair<string, object?>(OutcomeTag, "dropped")),
    ];
}
