using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>Keeps the WebSocket that SignalR accepts where its close code can be read: SignalR itself does not tell it.</summary>
internal sealed class SocketWatch(IHttpWebSocketFeature inner, HttpContext context) : IHttpWebSocketFeature
{
    private static readonly object Key = new();

    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    public static Task InstallAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Features.Get<IHttpWebSocketFeature>() is { } feature) context.Features.Set<IHttpWebSocketFeature>(new SocketWatch(feature, context));
        return next(context);
    }

    /// <summary>The WebSocket under a hub connection; null with the other transports.</summary>
    public static WebSocket? SocketOf(HubCallerContext hub) =>
        hub.GetHttpContext() is { } context && context.Items.TryGetValue(Key, out var socket) ? socket as WebSocket : null;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext acceptContext)
    {
        var socket = await inner.AcceptAsync(acceptContext);
        context.Items[Key] = socket;
        return socket;
    }
}
