namespace Signaling.Gateway.Doors;

/// <summary>A door that also speaks plain HTTP: long polling, a REST call. Its WebSockets come by <see cref="IDoor.Accept"/> like those of any door.</summary>
public interface IHttpDoor : IDoor
{
    /// <summary>A WebSocket with this query is for a session that outlives connections and lives at another gateway: it is handed on, as any HTTP request.</summary>
    bool IsElsewhere(Func<string, string?> query) => false;

    /// <summary>
    /// Maps what it answers, its own <see cref="IDoor.Path"/> included if it likes. WebSocket requests at that path do not come here. Cross-origin
    /// headers and preflights are answered before, as <see cref="DoorsOptions.Origins"/> says.
    /// </summary>
    void Map(IEndpointRouteBuilder routes);
}
