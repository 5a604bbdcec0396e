using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Signaling.Gateway.Connections.Lean;

/// <summary>Gives Kestrel its listeners for the ports where plain TCP is spoken; others, such as TLS's, stay Kestrel's own.</summary>
internal sealed class LeanListenerFactory(LeanServer server, IReadOnlyCollection<int> ports, ILoggerFactory loggers)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Backlog = 4_096;

    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint { Port: var port } && ports.Contains(port);

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Blocking = false;
            socket.Listen(Backlog);
            var factory = new SocketConnectionContextFactory(
                new SocketConnectionFactoryOptions(), loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
            return ValueTask.FromResult<IConnectionListener>(server.Listen(socket, factory));
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(e.Message, e);
        }
    }
}
