using System.Text.Json;

namespace Signaling.Gateway.Ice.Providers;

/// <summary>Reads <c>iceServers</c> as providers write them: one or several, <c>urls</c> a text or a list, or <c>url</c> as it was once called.</summary>
internal static class IceServerReader
{
    private const int ServersMax = 32;

    /// <summary>The servers. Throws when there is none to relay with: that is no answer to what was asked.</summary>
    public static IReadOnlyList<IceServer> Read(JsonElement json)
    {
        var entries = json.ValueKind switch
        {
            JsonValueKind.Array => json.EnumerateArray().Take(ServersMax),
            JsonValueKind.Object => [json],
            _ => throw new TurnProviderException("The answer has no ICE servers."),
        };
        var servers = entries.Select(ReadOne).Where(server => server.Urls.Count > 0).ToList();
        return servers.Exists(IsRelay) ? servers : throw new TurnProviderException("The answer has no TURN server with credentials.");
    }

    private static bool IsRelay(IceServer server) =>
        server is { Username: not null, Credential: not null } && server.Urls.Any(url => IceServer.IsAddress(url, relayOnly: true));

    private static IceServer ReadOne(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) throw new TurnProviderException("An ICE server of the answer is no object.");
        var urls = json.TryGetProperty("urls", out var several) || json.TryGetProperty("url", out several) ? Texts(several) : [];
        return new IceServer { Urls = [.. urls.Where(url => IceServer.IsAddress(url))], Username = Text(json, "username"), Credential = Text(json, "credential") };
    }

    private static IEnumerable<string> Texts(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => [json.GetString()!],
        JsonValueKind.Array => json.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!),
        _ => [],
    };

    /// <summary>A field; undefined when there is none.</summary>
    public static JsonElement Field(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) ? value : default;

    /// <summary>A field's text; null when it is none.</summary>
    public static string? Text(JsonElement json, string name) => Field(json, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;
}
