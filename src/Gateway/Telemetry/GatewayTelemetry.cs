using System.Diagnostics.Metrics;
using Signaling.Gateway.Auth;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;
using Signaling.Telemetry;

namespace Signaling.Gateway.Telemetry;

/// <summary>Joins what a gateway measures with who may see it.</summary>
internal static class GatewayTelemetry
{
    /// <summary>.NET's own: processor time, memory, garbage collection.</summary>
    public const string RuntimeMeter = "System.Runtime";

    public static void Map(WebApplication app, GatewayOptions options)
    {
        var meter = app.Services.GetRequiredService<GatewayMeter>();
        meter.Observe(
            app.Services.GetRequiredService<ConnectionTable>(), options.ConnectionsMax(), app.Services.GetRequiredService<IEngine>(), app.Services.GetService<IClusterLoad>());
        if (!options.Telemetry.Prometheus) return;
        var scrape = new Scrape([meter.Meter, RuntimeMeter, .. app.Services.GetServices<Meter>()]); // a silo's, too, where it is in this process
        app.Lifetime.ApplicationStopped.Register(scrape.Dispose);
        var admins = app.Services.GetRequiredService<AdminAccess>();
        ScrapeEndpoint.Map(app, options.Telemetry, scrape, header => admins.CheckHeader(header) == AdminVerdict.Allowed);
    }
}
