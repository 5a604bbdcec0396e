using System.Diagnostics.Metrics;
using Signaling.Grains.Hosting;
using Signaling.Settings;
using Signaling.Telemetry;

namespace Signaling.Silo;

/// <summary>Puts a silo together from its configuration: section <c>Signaling</c>, as the gateway's.</summary>
internal static class SiloServer
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var options = Read(builder.Configuration);
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);
        builder.WebHost.UseUrls(options.HealthUrls);
        SiloWebhooks.Add(builder.Services, options.Webhooks);
        builder.UseOrleans(silo => silo.Join(options.Cluster).AddRooms(options.Limits));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = SiloHosting.StopTime);
        Otlp.Add(builder, options.Telemetry, "signaling-silo", SiloMeter.Name, "System.Runtime");
        var app = builder.Build();
        MapHealth(app);
        MapMetrics(app, options.Telemetry);
        return app;
    }

    private static SiloOptions Read(ConfigurationManager configuration)
    {
        var problems = new List<string>();
        var options = SettingsReader.Read<SiloOptions>(configuration.GetSection("Signaling"), problems);
        problems.AddRange(options.Problems());
        return problems.Count == 0 ? options : throw new ConfigurationException(problems);
    }

    private static void MapMetrics(WebApplication app, TelemetryOptions options)
    {
        if (!options.Prometheus) return;
        var scrape = new Scrape(["System.Runtime", .. app.Services.GetServices<Meter>()]);
        app.Lifetime.ApplicationStopped.Register(scrape.Dispose);
        ScrapeEndpoint.Map(app, options, scrape);
    }

    private static void MapHealth(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", (IHostApplicationLifetime lifetime) =>
            lifetime.ApplicationStarted.IsCancellationRequested && !lifetime.ApplicationStopping.IsCancellationRequested
                ? Results.Text("ready\n")
                : Results.Text("starting or shutting down\n", statusCode: StatusCodes.Status503ServiceUnavailable));
    }
}
