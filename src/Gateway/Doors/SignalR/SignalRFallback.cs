using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>Brings connections that are no WebSockets to the door.</summary>
internal sealed class SignalRFallback(
    IEnumerable<IDoor> doors, ConnectionTable connections, SignalRShutdown shutdown, TransportLimits limits, GatewayOptions options, IEntrance entrance, ILogger<SignalRFallback> logger) : ConnectionHandler
{
    private readonly SignalRDoor _door = doors.OfType<SignalRDoor>().Single();

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var transport = new PipeTransport(connection, limits, logger);
        var handshake = Handshake.Of(connection.GetHttpContext()!);
        var client = _door.Accept(handshake, transport);
        var isRefused = entrance.Enter(handshake, out var place) is not null;
        if (isRefused || connections.Count >= options.ConnectionsMax()) client.OnServerFull();
        else connections.Add(client);
        shutdown.Add(client);
        try
        {
            await transport.RunAsync(client);
        }
        finally
        {
            shutdown.Remove(client);
            connections.Remove(client);
            if (!isRefused) entrance.Leave(place);
        }
    }
}
