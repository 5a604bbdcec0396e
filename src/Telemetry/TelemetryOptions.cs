namespace Signaling.Telemetry;

/// <summary>Where metrics, traces and logs go.</summary>
public sealed record TelemetryOptions
{
    /// <summary>
    /// An OpenTelemetry collector to send all three to, such as http://localhost:4318. Default: what OTEL_EXPORTER_OTLP_ENDPOINT says, else none. The
    /// other OTEL_ variables hold too.
    /// </summary>
    public string? OtlpEndpoint { get; init; }

    /// <summary>How to speak to it: HttpProtobuf or Grpc. Default HttpProtobuf.</summary>
    public OtlpProtocol OtlpProtocol { get; init; }

    /// <summary>How often metrics are sent, in milliseconds. Default 60,000.</summary>
    public int OtlpIntervalMs { get; init; } = 60_000;

    /// <summary>Serve GET /metrics for Prometheus. Default true.</summary>
    public bool Prometheus { get; init; } = true;

    /// <summary>What a scrape must bring (Authorization: Bearer ...). Default none: then only who comes from this very machine, by no proxy, may scrape.</summary>
    public string? ScrapeToken { get; init; }

    /// <summary>What is wrong with these.</summary>
    public IEnumerable<string> Problems()
    {
        if (OtlpEndpoint is { } url && (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
            yield return $"Signaling:Telemetry:OtlpEndpoint: {url} is not an http:// or https:// address.";
        if (OtlpIntervalMs < 100) yield return $"Signaling:Telemetry:OtlpIntervalMs is {OtlpIntervalMs}; it must be at least 100.";
        if (ScrapeToken is { Length: < 16 }) yield return "Signaling:Telemetry:ScrapeToken is shorter than 16 characters.";
    }
}

/// <summary>How OTLP is carried.</summary>
public enum OtlpProtocol
{
    HttpProtobuf,
    Grpc,
}
