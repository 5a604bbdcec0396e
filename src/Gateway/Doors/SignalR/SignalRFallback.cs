using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Connections;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>Brings connections that are no WebSockets to the door.</summary>
internal sealed class SignalRFallback(
    IEnumerable<IDoor> doors, ConnectionTable connections, SignalRShutdown shutdown, TransportLimits limits, GatewayOptions options, ILogger<SignalRFallback> logger) : ConnectionHandler
{
    private readonly SignalRDoor _door = doors.OfType<SignalRDoor>().Single();

    public override async Task OnConnectedAsync(ConnectionContext connection)
    {
        using var transport = new PipeTransport(connection, limits, logger);
        var client = _door.Accept(Handshake.Of(connection.GetHttpContext()!), transport);
        if (connections.Count >= options.ConnectionsMax()) client.OnServerFull();
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
        }
    }
}
