using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;
using Signaling.Gateway.Auth;
using Signaling.Core.Rooms;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Homes;
using Signaling.Gateway.Engine.InProcess;
using Signaling.Gateway.Flight;
using Signaling.Gateway.Ice;
using Signaling.Gateway.Sessions;
using Signaling.Gateway.Telemetry;
using Signaling.Gateway.Tickets;
using Signaling.Settings;
using Signaling.Telemetry;

namespace Signaling.Gateway.Hosting;

/// <summary>Puts a gateway together from its options. Tests build the same thing.</summary>
public static class GatewayServer
{
    /// <summary>Connections beyond the bound, for telling those who come that the server is full, and for health checks.</summary>
    private const int SpareConnections = 64;

    /// <param name="args">The command line.</param>
    /// <param name="customize">A last word on what was put together: a test's clock, its log.</param>
    /// <param name="hasSilo">A silo is in this process, too.</param>
    public static WebApplication Build(string[] args, Action<WebApplicationBuilder>? customize = null, bool hasSilo = false)
    {
        var commandLine = CommandLine.Parse(args);
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = [.. commandLine.Rest], ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(commandLine.Settings);
        var options = Read(builder.Configuration, commandLine, hasSilo);

        builder.Services.Configure<SimpleConsoleFormatterOptions>(console => console.SingleLine = true);
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning).AddFilter("Orleans", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Limit(kestrel, options));
        builder.WebHost.UseUrls([.. options.Addresses(), .. options.HttpsPort > 0 ? [$"https://0.0.0.0:{options.HttpsPort}"] : (string[])[]]);
        AddServices(builder.Services, options);
        customize?.Invoke(builder);
        Otlp.Add(builder, options.Telemetry, "signaling-gateway", GatewayMeter.Name, GatewayTelemetry.RuntimeMeter);
        var app = builder.Build();
        MapAll(app, options);
        return app;
    }

    private static GatewayOptions Read(ConfigurationManager configuration, CommandLine commandLine, bool hasSilo)
    {
        var problems = new List<string>(commandLine.Problems);
        var options = SettingsReader.Read<GatewayOptions>(configuration.GetSection("Signaling"), problems);
        problems.AddRange(GatewayOptionsValidator.Problems(options, hasSilo));
        return problems.Count == 0 ? options : throw new ConfigurationException(problems);
    }

    private static void Limit(KestrelServerOptions kestrel, GatewayOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = options.ConnectionsMax() + SpareConnections;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromMilliseconds(options.Session.HandshakeMs);
        kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1); // the doors see pongs only there
        if (options.Certificate.Path is not null)
        {
            var configured = ConfigurationFile.Read("Certificate", () => new ServerCertificate(options.Certificate, kestrel.ApplicationServices.GetRequiredService<TimeProvider>()));
            kestrel.ConfigureHttpsDefaults(configured.Use);
        }
        else if (options.HttpsPort > 0)
        {
            var made = TrialCertificate.Create(TimeProvider.System.GetUtcNow());
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = made);
        }
    }

    private static void AddServices(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayClock>();
        services.AddSingleton<ConnectionTable>();
        services.AddSingleton<GatewayMeter>();
        services.AddSingleton(options.TicketKey is { } key ? TicketKey.FromText(key)! : ConfigurationFile.Read("TicketKeyFile", () => TicketKey.FromFile(options.TicketKeyFile)));
        services.AddSingleton(provider => new TicketMint(provider.GetRequiredService<TicketKey>().Bytes));
        AccessHosting.Add(services, options);
        AddEngine(services, options);
        IceHosting.Add(services, options.Turn);
        Operations.Add(services, options);
        services.AddSingleton(provider => new SessionServices(
            provider.GetRequiredService<IEngine>(), provider.GetRequiredService<GatewayClock>(), provider.GetRequiredService<TicketMint>(), options.Limits, options.Session,
            options, provider.GetRequiredService<IceDesk>(), provider.GetRequiredService<GatewayMeter>(),
            provider.GetRequiredService<Access>())
        {
            Flight = provider.GetService<FlightRecorder>(),
        });
        services.AddSingleton(new TransportLimits(options.Limits.MessageBytes, options.OutboxBytes, CloseMs: 2_000));
        services.AddSingleton<SessionHomes>();
        services.AddSingleton<HandOn>();
        foreach (var (_, door) in options.Doors.Open()) door.AddTo(services.AddSingleton(door.GetType(), door));
        services.AddSingleton<Drain>();
        services.AddSingleton<Entrance>();
        services.AddSingleton<IEntrance>(provider => provider.GetRequiredService<Entrance>());
        services.AddHostedService<ShutdownNotice>();
        LeanWay.Add(services, options);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = Drain.LongestFor(options));
    }

    private static void AddEngine(IServiceCollection services, GatewayOptions options)
    {
#if ORLEANS
        if (options.Engine == EngineKind.Orleans)
        {
            Engine.Orleans.OrleansHosting.Add(services, options);
            return;
        }
#endif
        services.AddSingleton<IEngine>(provider => new InProcessEngine(
            options.Limits, provider.GetRequiredService<GatewayClock>(), hadEarlierLife: !provider.GetRequiredService<TicketKey>().IsNew,
            provider.GetRequiredService<ILogger<InProcessEngine>>(), provider.GetRequiredService<ITombstones>())
        {
            Watch = provider.GetService<IRoomWatch>(),
        });
    }

    private static void MapAll(WebApplication app, GatewayOptions options)
    {
        app.Services.GetRequiredService<Entrance>().Use(app);
        HandOn.Use(app, options.Doors.Open().Select(door => door.Options));
        Doorway.WatchUpgrades(app, app.Services.GetServices<IDoor>().Select(door => door.Path).ToList());
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = TimeSpan.FromMilliseconds(options.Session.HeartbeatMs),
            KeepAliveTimeout = TimeSpan.FromMilliseconds(options.Session.HeartbeatMs * 3L), // after the session has closed it with a code
        });
        if (options.Demo) StaticPages.Map(app);
        Operations.Map(app, options);
        Health.Map(app);
        GatewayTelemetry.Map(app, options);
        CrossOrigin.Use(app);
        var connections = app.Services.GetRequiredService<ConnectionTable>();
        var limits = app.Services.GetRequiredService<TransportLimits>();
        foreach (var door in app.Services.GetServices<IDoor>()) Doorway.Map(app, door, connections, limits, options.ConnectionsMax());
    }
}
