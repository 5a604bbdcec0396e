using System.Net;

namespace Signaling.Gateway.Connections;

/// <summary>What a door knows of a connection before the first message, whichever transport brought it.</summary>
/// <param name="Path">The path, without the query.</param>
/// <param name="Query">The query's values by name.</param>
/// <param name="Header">A header's value, or null.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Subprotocols">The WebSocket subprotocols that the client offers.</param>
public sealed record Handshake(
    string Path, Func<string, string?> Query, Func<string, string?> Header, IPAddress? Address, IReadOnlyList<string> Subprotocols)
{
    private const string Scheme = "Bearer ";

    /// <summary>A request of Kestrel's.</summary>
    public static Handshake Of(HttpContext context) => new(
        context.Request.Path,
        name => context.Request.Query[name],
        name => context.Request.Headers[name],
        context.Connection.RemoteIpAddress,
        [.. context.WebSockets.WebSocketRequestedProtocols]);

    /// <summary>The token that came with the request: <c>?token=</c>, <c>?access_token=</c> or <c>Authorization: Bearer</c>; null for none.</summary>
    public string? Token() => Query("token") ?? Query("access_token") ?? BearerOf(Header("Authorization"));

    /// <summary>The token of an Authorization header.</summary>
    public static string? BearerOf(string? authorization) =>
        authorization?.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) == true ? authorization[Scheme.Length..].Trim() : null;
}
