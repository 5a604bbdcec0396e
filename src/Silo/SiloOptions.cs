using Signaling.Core;
using Signaling.Telemetry;
using Signaling.Webhooks;
using ClusterOptions = Signaling.Grains.Abstractions.Hosting.ClusterOptions;

namespace Signaling.Silo;

/// <summary>A silo's configuration: section <c>Signaling</c>. What it has in common with the gateways' has the same names there.</summary>
public sealed record SiloOptions
{
    /// <summary>Where it answers <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>. Default http://127.0.0.1:8090.</summary>
    public string HealthUrls { get; init; } = "http://127.0.0.1:8090";

    /// <summary>How to find the others.</summary>
    public ClusterOptions Cluster { get; init; } = new();

    /// <summary>The bounds of rooms and peers; the gateways' must be the same.</summary>
    public Limits Limits { get; init; } = new();

    /// <summary>Where metrics, traces and logs go.</summary>
    public TelemetryOptions Telemetry { get; init; } = new();

    /// <summary>Where events of rooms and peers are posted.</summary>
    public WebhookOptions Webhooks { get; init; } = new();

    /// <summary>Everything that is wrong.</summary>
    public IEnumerable<string> Problems() => Cluster.Problems().Concat(Limits.Problems()).Concat(Telemetry.Problems()).Concat(Webhooks.Problems());
}
