using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Native;

/// <summary>The native protocol, version 1 (docs/protocol.md).</summary>
public sealed class NativeDoor(NativeOptions options, SessionServices services) : IDoor
{
    public const string Subprotocol = "signaling.v1";

    public string Name => "native";

    public string Path => options.Path;

    public string? ChooseSubprotocol(IReadOnlyList<string> offered) => offered.Contains(Subprotocol) ? Subprotocol : null;

    public IConnection Accept(Handshake handshake, ITransport transport) => 
        new NativeConnection(services, transport, services.Access.NeedsToken ? handshake.Token() : null);
}
