using Microsoft.AspNetCore.Http.Features;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Hosting;

/// <summary>Brings Kestrel's WebSockets to the doors: the only place that knows both.</summary>
internal static class Doorway
{
    /// <summary>Must come before the WebSocket middleware.</summary>
    public static void WatchUpgrades(WebApplication app, IEnumerable<IDoor> doors) => app.Use((context, next) =>
    {
        if (doors.Any(door => context.Request.Path == door.Path) && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            context.Features.Set<IHttpUpgradeFeature>(new WatchedUpgrade(upgrade));
        return next(context);
    });

    public static void Map(WebApplication app, IDoor door, ConnectionTable connections, TransportLimits limits, int connectionsMax)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger($"Signaling.Doors.{door.Name}");
        app.Map(door.Path, async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
                context.Response.Headers.Upgrade = "websocket";
                await context.Response.WriteAsync("Connect with a WebSocket.\n");
                return;
            }

            var handshake = new Handshake(
                context.Request.Path,
                name => context.Request.Query[name],
                name => context.Request.Headers[name],
                context.Connection.RemoteIpAddress,
                [.. context.WebSockets.WebSocketRequestedProtocols]);
            using var socket = await context.WebSockets.AcceptWebSocketAsync(door.ChooseSubprotocol(handshake.Subprotocols));
            using var transport = new KestrelTransport(socket, limits, logger);
            var connection = door.Accept(handshake, transport);
            var upgrade = context.Features.Get<IHttpUpgradeFeature>() as WatchedUpgrade;
            upgrade?.Watch(connection.OnAlive);
            if (connections.Count >= connectionsMax) connection.OnServerFull();
            else connections.Add(connection);
            try
            {
                var failed = await transport.RunAsync(connection);
                if (failed && upgrade is not null) await upgrade.LingerAsync(limits.CloseMs);
            }
            finally
            {
                connections.Remove(connection);
            }
        });
    }
}
