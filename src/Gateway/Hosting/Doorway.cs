using Microsoft.AspNetCore.Http.Features;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Hosting;

/// <summary>Brings Kestrel's WebSockets, and HTTP where a door speaks it, to the doors: the only place that knows both.</summary>
internal static class Doorway
{
    /// <summary>Must come before the WebSocket middleware.</summary>
    public static void WatchUpgrades(WebApplication app, IEnumerable<string> paths) => app.Use((context, next) =>
    {
        if (paths.Any(path => IsAt(context, path)) && context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
            context.Features.Set<IHttpUpgradeFeature>(new WatchedUpgrade(upgrade));
        return next(context);
    });

    public static void Map(WebApplication app, IDoor door, ConnectionTable connections, TransportLimits limits, int connectionsMax)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger($"Signaling.Doors.{door.Name}");
        app.Use((context, next) => context.WebSockets.IsWebSocketRequest && IsAt(context, door.Path)
            ? ServeAsync(context, door, connections, limits, connectionsMax, logger)
            : next(context));
        if (door is IHttpDoor http) http.Map(app);
        else app.Map(door.Path, RefuseAsync);
    }

    private static bool IsAt(HttpContext context, string path) =>
        (context.Request.Path.Value ?? "").AsSpan().TrimEnd('/').Equals(path.AsSpan().TrimEnd('/'), StringComparison.OrdinalIgnoreCase); // as ASP.NET's own routes

    private static Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
        context.Response.Headers.Upgrade = "websocket";
        return context.Response.WriteAsync("Connect with a WebSocket.\n");
    }

    private static async Task ServeAsync(
        HttpContext context, IDoor door, ConnectionTable connections, TransportLimits limits, int connectionsMax, ILogger logger)
    {
        var entrance = context.RequestServices.GetRequiredService<IEntrance>();
        var handshake = Handshake.Of(context);
        if (door.Check(handshake) is { } refused)
        {
            await Entrance.AnswerAsync(context, refused);
            return;
        }

        if (entrance.Enter(handshake, out var place) is { } refusal)
        {
            await Entrance.AnswerAsync(context, refusal);
            return;
        }

        try
        {
            await ServeAsync(context, door, handshake, connections, limits, connectionsMax, logger);
        }
        finally
        {
            entrance.Leave(place);
        }
    }

    private static async Task ServeAsync(
        HttpContext context, IDoor door, Handshake handshake, ConnectionTable connections, TransportLimits limits, int connectionsMax, ILogger logger)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync(door.ChooseSubprotocol(handshake.Subprotocols));
        using var transport = new KestrelTransport(socket, limits, logger);
        var connection = door.Accept(handshake, transport);
        var upgrade = context.Features.Get<IHttpUpgradeFeature>() as WatchedUpgrade;
        upgrade?.Watch(connection.OnAlive);
        if (connections.Count >= connectionsMax) connection.OnServerFull();
        else connections.Add(connection);
        try
        {
            var failed = await transport.RunAsync(connection, door.IsStream);
            if (failed && upgrade is not null) await upgrade.LingerAsync(limits.CloseMs);
        }
        finally
        {
            connections.Remove(connection);
        }
    }
}
