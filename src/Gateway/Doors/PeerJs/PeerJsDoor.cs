using System.Collections.Concurrent;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.PeerJs;

/// <summary>What PeerServer speaks, for clients of PeerJS 1.5 (docs/doors-peerjs.md).</summary>
internal sealed class PeerJsDoor : IHttpDoor
{
    private const string About =
        """{"name":"PeerJS Server","description":"A server side element to broker connections between PeerJS clients.","website":"https://peerjs.com/"}""";

    private readonly SessionServices _services;
    private readonly PeerJsOptions _options;
    private readonly string _base;
    private readonly ConcurrentDictionary<PeerJsConnection, string> _open = new();

    public PeerJsDoor(PeerJsOptions options, SessionServices services)
    {
        (_options, _services) = (options, services);
        _base = _options.Path.TrimEnd('/') + "/";
    }

    public string Name => "peerjs";

    public string Path => _base + "peerjs";

    public string? ChooseSubprotocol(IReadOnlyList<string> offered) => null;

    public IConnection Accept(Handshake handshake, ITransport transport)
    {
        var connection = new PeerJsConnection(this, _services, _options, transport);
        connection.Open(handshake.Query("key"), handshake.Query("id"), handshake.Query("token"));
        return connection;
    }

    public void Map(IEndpointRouteBuilder routes)
    {
        if (_base != "/") routes.MapGet(_base, () => Results.Text(About, "application/json")); // at / is the demo
        foreach (var key in _options.KeysOrDefault)
        {
            routes.MapGet($"{_base}{key}/id", () => Results.Text(Guid.NewGuid().ToString(), "text/html"));
            routes.MapGet($"{_base}{key}/peers", () => Peers(key));
        }
    }

    /// <summary>A connection has its id.</summary>
    public void Opened(PeerJsConnection connection, string key) => _open[connection] = key;

    public void Closed(PeerJsConnection connection) => _open.TryRemove(connection, out _);

    private IResult Peers(string key)
    {
        if (!_options.Discovery) return Results.StatusCode(StatusCodes.Status401Unauthorized);
        var json = new JsonText();
        json.Raw("["u8);
        var ids = _open.Where(open => open.Value == key).Select(open => open.Key.PeerId).ToList();
        for (var i = 0; i < ids.Count; i++)
        {
            if (i > 0) json.Raw(","u8);
            json.String(ids[i]);
        }

        json.Raw("]"u8);
        return Results.Bytes(json.Written.ToArray(), "application/json");
    }
}
