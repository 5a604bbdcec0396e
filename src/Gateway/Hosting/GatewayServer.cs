using Microsoft.AspNetCore.Server.Kestrel.Core;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;
using Signaling.Gateway.Doors.Native;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Engine.InProcess;
using Signaling.Gateway.Sessions;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Hosting;

/// <summary>Puts a gateway together from its options. Tests build the same thing.</summary>
public static class GatewayServer
{
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(CommandLine.Settings(args));
        var options = builder.Configuration.GetSection("Signaling").Get<GatewayOptions>() ?? new GatewayOptions();
        var problems = GatewayOptionsValidator.Problems(options);
        if (problems.Count > 0) throw new ConfigurationException(problems);

        builder.Logging.AddSimpleConsole(console => console.SingleLine = true).AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel => Listen(kestrel, builder.Configuration, options));
        builder.WebHost.UseUrls(options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries));
        AddServices(builder.Services, options);
        var app = builder.Build();
        MapAll(app, options);
        return app;
    }

    private static void Listen(KestrelServerOptions kestrel, ConfigurationManager configuration, GatewayOptions options)
    {
        var connections = options.Connections > 0 ? options.Connections : DescriptorLimit.Connections();
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = connections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = connections;
        if (configuration.GetValue<int?>("Signaling:HttpsPort") is not { } port) return;
        var certificate = TrialCertificate.Create(TimeProvider.System.GetUtcNow());
        kestrel.ListenAnyIP(port, listen => listen.UseHttps(certificate));
        foreach (var url in options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries)) kestrel.ListenLocalhost(new Uri(url).Port);
    }

    private static void AddServices(IServiceCollection services, GatewayOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<GatewayClock>();
        services.AddSingleton<ConnectionTable>();
        services.AddSingleton(TicketKey.FromFile(options.TicketKeyFile));
        services.AddSingleton(provider => new TicketMint(provider.GetRequiredService<TicketKey>().Bytes));
        services.AddSingleton<IEngine>(provider => new InProcessEngine(
            options.Limits, provider.GetRequiredService<GatewayClock>(), hadEarlierLife: !provider.GetRequiredService<TicketKey>().IsNew));
        services.AddSingleton(provider => new SessionServices(
            provider.GetRequiredService<IEngine>(), provider.GetRequiredService<GatewayClock>(), provider.GetRequiredService<TicketMint>(), options.Limits, options.Session, options));
        services.AddSingleton<IDoor, NativeDoor>();
        services.AddHostedService<ShutdownNotice>();
        LeanWay.Add(services, options);
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromMilliseconds(options.ShutdownMs + 1_000));
    }

    private static void MapAll(WebApplication app, GatewayOptions options)
    {
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = TimeSpan.FromMilliseconds(options.Session.HeartbeatMs),
            KeepAliveTimeout = TimeSpan.FromMilliseconds(options.Session.HeartbeatMs),
        });
        if (options.Demo) StaticPages.Map(app);
        Health.Map(app);
        var connections = app.Services.GetRequiredService<ConnectionTable>();
        var limits = new TransportLimits(options.Limits.MessageBytes, options.OutboxBytes, CloseMs: 2_000);
        foreach (var door in app.Services.GetServices<IDoor>()) Doorway.Map(app, door, connections, limits);
    }
}

/// <summary>The configuration is wrong; lists all that is.</summary>
public sealed class ConfigurationException(IReadOnlyList<string> problems)
    : Exception("The configuration has problems:\n" + string.Join('\n', problems.Select(problem => "  - " + problem)));
