using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.YWebrtc;

/// <summary>The signaling of y-webrtc: topics that pages subscribe and publish to (docs/doors.md).</summary>
internal sealed class YWebrtcDoor(YWebrtcOptions options, SessionServices services) : IDoor
{
    public string Name => "y-webrtc";

    public string Path => options.Path;

    public string? ChooseSubprotocol(IReadOnlyList<string> offered) => null;

    public IConnection Accept(Handshake handshake, ITransport transport) => 
        new YWebrtcConnection(services, transport, services.Access.NeedsToken ? handshake.Token() : null);
}
