using System.Diagnostics.Metrics;
using Signaling.Core;
using Signaling.Grains.Hosting;
using Signaling.Telemetry;
using Signaling.Webhooks;
using ClusterOptions = Signaling.Grains.Abstractions.Hosting.ClusterOptions;

namespace Signaling.Silo;

/// <summary>Puts a silo together from its configuration: section <c>Signaling</c>, as the gateway's.</summary>
internal static class SiloServer
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        var section = builder.Configuration.GetSection("Signaling");
        var cluster = section.GetSection("Cluster").Get<ClusterOptions>() ?? new ClusterOptions();
        var telemetry = section.GetSection("Telemetry").Get<TelemetryOptions>() ?? new TelemetryOptions();
        var webhooks = section.GetSection("Webhooks").Get<WebhookOptions>() ?? new WebhookOptions();
        if (cluster.Problems().Concat(telemetry.Problems()).Concat(webhooks.Problems()).ToList() is { Count: > 0 } problems) throw new ConfigurationException(problems);
        var limits = section.GetSection("Limits").Get<Limits>() ?? new Limits();

        builder.Logging.AddSimpleConsole(console => console.SingleLine = true)
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning).AddFilter("Polly", LogLevel.Warning);
        builder.WebHost.UseUrls(section["HealthUrls"] ?? "http://127.0.0.1:8090");
        SiloWebhooks.Add(builder.Services, webhooks);
        builder.UseOrleans(silo => silo.Join(cluster).AddRooms(limits));
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = SiloHosting.StopTime);
        Otlp.Add(builder, telemetry, "signaling-silo", SiloMeter.Name, "System.Runtime");
        var app = builder.Build();
        MapHealth(app);
        MapMetrics(app, telemetry);
        return app;
    }

    private static void MapMetrics(WebApplication app, TelemetryOptions options)
    {
        if (!options.Prometheus) return;
        var scrape = new Scrape(app.Services.GetRequiredService<Meter>(), "System.Runtime");
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

/// <summary>The configuration is wrong; lists all that is.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception("The configuration has problems:\n" + string.Join('\n', problems.Select(problem => "  - " + problem)));
