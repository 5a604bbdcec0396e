using Signaling.Gateway.Connections;
using Signaling.Gateway.Homes;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>
/// The native protocol as a SignalR hub (docs/signalr.md). WebSockets come as at any door; a negotiation before them is of no consequence. The other
/// transports, server-sent events and long polling, are those of ASP.NET's connections, and so is the answer to the negotiation.
/// </summary>
internal sealed class SignalRDoor(SignalROptions options, SessionServices services, SessionHomes homes, SignalRShutdown shutdown, IHostApplicationLifetime lifetime) : IHttpDoor
{
    public string Name => "signalr";

    public string Path => options.Path;

    public bool IsStream => true;

    public string? ChooseSubprotocol(IReadOnlyList<string> offered) => null;

    public IConnection Accept(Handshake handshake, ITransport transport) =>
        new SignalRConnection(services, transport, services.Access.NeedsToken ? handshake.Token() : null);

    public void Map(IEndpointRouteBuilder routes)
    {
        var negotiate = new PathString(Path.TrimEnd('/') + "/negotiate");
        routes.MapConnectionHandler<SignalRFallback>(Path).Add(endpoint =>
        {
            if (!homes.IsReachable || endpoint.RequestDelegate is not { } serve) return;
            endpoint.RequestDelegate = context => context.Request.Path.Equals(negotiate) ? NegotiatedNames.RewriteAsync(context, serve, homes) : serve(context);
        });
        shutdown.Register(lifetime);
    }
}
