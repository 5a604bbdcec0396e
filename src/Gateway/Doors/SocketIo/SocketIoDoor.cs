using Signaling.Gateway.Connections;
using Signaling.Gateway.Homes;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>Socket.IO 5 over Engine.IO 4, with the events of the common tutorial server (docs/doors.md).</summary>
internal sealed class SocketIoDoor : IHttpDoor
{
    private const string Session = "sid";

    private readonly EngineServer _server;
    private readonly SessionHomes? _homes;

    public SocketIoDoor(SocketIoOptions options, SessionServices services, TransportLimits limits, ConnectionTable connections, SessionHomes homes)
        : this(options, limits, services.Clock.Time, connections, services.Options.ConnectionsMax(), homes,
            (server, session) => new SocketClient(session, server, channel => Enter(options, services, channel)))
    {
    }

    /// <summary>The transport layer with something else on it.</summary>
    internal SocketIoDoor(
        SocketIoOptions options, TransportLimits limits, TimeProvider time, ConnectionTable connections, int connectionsMax,
        SessionHomes? homes, Func<EngineServer, EngineSession, IEngineUser> makeUser)
    {
        Path = options.Path;
        _homes = homes;
        _server = new EngineServer(options, limits, time, connections, connectionsMax, homes is null ? id => id : homes.NameFor, makeUser);
    }

    public string Name => "socket.io";

    public string Path { get; }

    public bool IsElsewhere(Func<string, string?> query) => _homes?.IsElsewhere(query(Session)) == true;

    public string? ChooseSubprotocol(IReadOnlyList<string> offered) => null;

    public Refusal? Check(Handshake handshake) => _server.Check(name => name == Session ? SessionOf(handshake) : handshake.Query(name), "websocket", isGet: true, out _);

    public IConnection Accept(Handshake handshake, ITransport transport) => new EngineSocket(_server, transport, _server.Find(SessionOf(handshake)));

    public void Map(IEndpointRouteBuilder routes) => routes.Map(Path, new EnginePolling(_server).ServeAsync);

    private string? SessionOf(Handshake handshake) => _homes is null ? handshake.Query(Session) : _homes.IdOf(handshake.Query(Session));

    private static PeerSocket? Enter(SocketIoOptions options, SessionServices services, SocketChannel channel)
    {
        var names = options.Namespaces;
        return (names.Count == 0 ? channel.Name == "/" : names.Contains(channel.Name)) ? new PeerSocket(services, channel, options.Recovery) : null;
    }
}
