using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>Keeps the WebSocket that SignalR accepts where its close code can be read: SignalR itself does not tell it.</summary>
internal sealed class SocketWatch(IHttpWebSocketFeature inner, HttpContext context) : IHttpWebSocketFeature
{
    private static readonly object Key = new();

    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    /// <summary>
    /// Puts it into a request, and sees to it that a WebSocket that fails (text that is no UTF-8, a frame that breaks RFC 6455) says why before
    /// Kestrel cuts it.
    /// </summary>
    public static async Task InstallAsync(HttpContext context, RequestDelegate next, int lingerMs)
    {
        if (context.Features.Get<IHttpWebSocketFeature>() is not { IsWebSocketRequest: true } feature)
        {
            await next(context);
            return;
        }

        var cut = new LateCut(context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>(), () => context.Items[Key] as WebSocket);
        context.Features.Set<IHttpRequestLifetimeFeature>(cut);
        context.Features.Set<IHttpWebSocketFeature>(new SocketWatch(feature, context));
        await next(context);
        if (context.Items[Key] is WebSocket { State: WebSocketState.Aborted } && context.Features.Get<IHttpUpgradeFeature>() is WatchedUpgrade upgrade)
            await upgrade.LingerAsync(lingerMs);
        cut.Now();
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

    /// <summary>A WebSocket that failed cuts its connection when it is disposed of, close frame and all: that waits for <see cref="Now"/>.</summary>
    private sealed class LateCut(IHttpRequestLifetimeFeature inner, Func<WebSocket?> socket) : IHttpRequestLifetimeFeature
    {
        private volatile bool _asked;

        public CancellationToken RequestAborted
        {
            get => inner.RequestAborted;
            set => inner.RequestAborted = value;
        }

        public void Abort()
        {
            if (socket()?.State == WebSocketState.Aborted) _asked = true;
            else inner.Abort();
        }

        public void Now()
        {
            if (_asked) inner.Abort();
        }
    }
}
