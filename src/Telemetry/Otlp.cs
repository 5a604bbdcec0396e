using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Signaling.Telemetry;

/// <summary>Sends metrics, traces and logs to an OpenTelemetry collector, where one is configured.</summary>
public static class Otlp
{
    private const string EndpointVariable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    /// <summary>Adds it to a host. Without a collector nothing is added, and nothing costs.</summary>
    /// <param name="builder">The host.</param>
    /// <param name="options">Where to.</param>
    /// <param name="service">The name of the service (service.name).</param>
    /// <param name="sources">The meters and activity sources.</param>
    public static void Add(IHostApplicationBuilder builder, TelemetryOptions options, string service, params string[] sources)
    {
        if (options.OtlpEndpoint is null && string.IsNullOrEmpty(builder.Configuration[EndpointVariable])) return;
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceInstanceId: $"{Environment.MachineName}/{Environment.ProcessId}"))
            .WithMetrics(metrics => metrics.AddMeter(sources)
                .AddOtlpExporter((otlp, reader) =>
                {
                    Point(otlp, options, "metrics");
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = options.OtlpIntervalMs;
                }))
            .WithTracing(traces => traces.AddSource(sources).AddOtlpExporter(otlp => Point(otlp, options, "traces")))
            .WithLogging(logs => logs.AddOtlpExporter(otlp => Point(otlp, options, "logs")), logs => logs.IncludeFormattedMessage = true);
    }

    private static void Point(OtlpExporterOptions otlp, TelemetryOptions options, string signal)
    {
        if (options.OtlpEndpoint is not { } endpoint) return;
        var isHttp = options.OtlpProtocol == OtlpProtocol.HttpProtobuf;
        otlp.Protocol = isHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        otlp.Endpoint = new Uri(isHttp ? $"{endpoint.TrimEnd('/')}/v1/{signal}" : endpoint);
    }
}
