using Microsoft.AspNetCore.SignalR;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Homes;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>The native protocol through SignalR (docs/signalr.md): WebSockets, server-sent events or long polling, as the network allows.</summary>
internal static class SignalRDoor
{
    // What @microsoft/signalr expects unless told otherwise: it pings every 15 s and gives up after 30 s of silence.
    private const int ClientPingMs = 15_000;
    private const int ClientPatienceMs = 30_000;

    public static void AddTo(IServiceCollection services)
    {
        services.AddSignalR();
        services.AddOptions<HubOptions>().Configure<GatewayOptions>((hub, options) =>
        {
            hub.MaximumReceiveMessageSize = HubWires.FrameBytesMax(options.Limits);
            hub.KeepAliveInterval = TimeSpan.FromMilliseconds(Math.Min(options.Session.HeartbeatMs, ClientPingMs));
            hub.ClientTimeoutInterval = TimeSpan.FromMilliseconds(Math.Max(2L * options.Session.HeartbeatMs, ClientPatienceMs));
            hub.HandshakeTimeout = TimeSpan.FromMilliseconds(options.Session.HandshakeMs);
            hub.DisableImplicitFromServicesParameters = true;
        });
        services.AddSingleton<IHubProtocolResolver>(provider => new HubWires(provider.GetRequiredService<GatewayOptions>().Limits));
        services.AddSingleton<HubLifetimeManager<SignalingHub>, HubLifetimes>();
        services.AddSingleton<SignalRShutdown>();

        // SignalR logs a client's mistake as an error of the server's. Our own faults are logged by SignalRConnection.
        services.AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None));
    }

    public static void Map(WebApplication app, string path)
    {
        var closeMs = app.Services.GetRequiredService<TransportLimits>().CloseMs;
        app.UseWhen(
            context => context.Request.Path.StartsWithSegments(path),
            branch => branch.Use(next => context => SocketWatch.InstallAsync(context, next, closeMs)));
        if (app.Services.GetRequiredService<SessionHomes>() is { IsReachable: true } homes)
        {
            app.UseWhen(
                context => context.Request.Path.Equals(path.TrimEnd('/') + "/negotiate"),
                branch => branch.Use(next => context => NegotiatedNames.RewriteAsync(context, next, homes)));
        }

        app.MapHub<SignalingHub>(path, http => http.WebSockets.CloseTimeout = TimeSpan.FromMilliseconds(closeMs));
        app.Services.GetRequiredService<SignalRShutdown>().Register(app.Lifetime);
    }
}
