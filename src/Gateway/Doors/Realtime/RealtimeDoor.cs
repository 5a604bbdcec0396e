using Signaling.Gateway.Connections;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.Realtime;

/// <summary>What Supabase Realtime speaks, Phoenix channels over WebSockets and broadcasts over HTTP (docs/doors-supabase.md).</summary>
internal sealed class RealtimeDoor(RealtimeOptions options, SessionServices services) : IHttpDoor
{
    /// <summary>Before each channel's name.</summary>
    public const string TopicPrefix = "realtime:";

    private readonly string _base = options.Path.TrimEnd('/');

    public string Name => "realtime";

    public string Path => _base + "/websocket";

    public string? ChooseSubprotocol(IReadOnlyList<string> offered) => offered.Contains("phoenix") ? "phoenix" : null;

    public Refusal? Check(Handshake handshake)
    {
        if (VersionOf(handshake) is null) return new Refusal(403, """{"error":"UnsupportedVersion: vsn must be 1.0.0 or 2.0.0","code":"bad-field"}""");
        return Knows(KeyOf(handshake)) ? null : new Refusal(401, """{"error":"InvalidAPIKey: The apikey is not one of this server's","code":"bad-field"}""");
    }

    public IConnection Accept(Handshake handshake, ITransport transport) =>
        new RealtimeConnection(options, services, transport, isV2: VersionOf(handshake) == 2, RealtimeTokens.Of(handshake, KeyOf(handshake)));

    public void Map(IEndpointRouteBuilder routes)
    {
        if (options.Rest) new RestBroadcasts(options, services, Knows).Map(routes, _base + "/api/broadcast");
    }

    private static string? KeyOf(Handshake handshake) => handshake.Header("x-api-key") ?? handshake.Query("apikey");

    private bool Knows(string? apiKey) => options.ApiKeys.Count == 0 || options.ApiKeys.Contains(apiKey ?? "");

    /// <summary>The version of the framing; null for one that is not known.</summary>
    private static int? VersionOf(Handshake handshake) => handshake.Query("vsn") switch
    {
        null or "" or "1.0.0" => 1,
        "2.0.0" => 2,
        _ => null,
    };
}
