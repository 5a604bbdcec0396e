using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;
using Signaling.Core;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>Gives each hub connection a <see cref="HubWire"/> of its own. There is no other protocol: MessagePack cannot carry raw JSON.</summary>
internal sealed class HubWires(Limits limits) : IHubProtocolResolver
{
    /// <summary>What a SignalR frame may have around the fields.</summary>
    private const int EnvelopeBytes = 1 << 10;

    private readonly JsonHubProtocol _json = new(Options.Create(new JsonHubProtocolOptions()));

    public IReadOnlyList<IHubProtocol> AllProtocols => [_json];

    public static int FrameBytesMax(Limits limits) => limits.MessageBytes + EnvelopeBytes;

    public IHubProtocol? GetProtocol(string protocolName, IReadOnlyList<string>? supportedProtocols) =>
        protocolName == _json.Name ? new HubWire(_json, FrameBytesMax(limits)) : null;
}

/// <summary>Lets the hub find the wire of its connection.</summary>
internal sealed class HubLifetimes(ILogger<DefaultHubLifetimeManager<SignalingHub>> logger) : DefaultHubLifetimeManager<SignalingHub>(logger)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[typeof(HubWire)] = connection.Protocol;
        return base.OnConnectedAsync(connection);
    }
}
