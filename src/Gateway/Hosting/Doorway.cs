using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Hosting;

/// <summary>Brings Kestrel's WebSockets to the doors: the only place that knows both.</summary>
internal static class Doorway
{
    public static void Map(WebApplication app, IDoor door, ConnectionTable connections, TransportLimits limits)
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
            connections.Add(connection);
            try
            {
                await transport.RunAsync(connection);
            }
            finally
            {
                connections.Remove(connection);
            }
        });
    }
}
