using System.Net.Http.Headers;

namespace Signaling.Gateway.Ice.Providers;

/// <summary>
/// Cloudflare Realtime TURN (developers.cloudflare.com/realtime/turn/generate-credentials). Addresses on port 53 are left out: browsers refuse
/// that port, and gathering would wait for them.
/// </summary>
internal sealed class CloudflareTurn(TurnProviderOptions options, ProviderHttp http) : ITurnProvider
{
    public string Name => "cloudflare";

    public async Task<IReadOnlyList<IceServer>> IssueAsync(TimeSpan lifetime, CancellationToken cancellation)
    {
        var url = $"{options.Url ?? "https://rtc.live.cloudflare.com"}/v1/turn/keys/{Uri.EscapeDataString(options.Id)}/credentials/generate-ice-servers";
        var answer = await http.SendAsync(
            HttpMethod.Post, url, new AuthenticationHeaderValue("Bearer", options.Secret), ProviderHttp.Json($$"""{"ttl":{{(int)lifetime.TotalSeconds}}}"""), cancellation);
        var servers = IceServerReader.Read(IceServerReader.Field(answer, "iceServers"));
        return [.. servers.Select(server => server with { Urls = [.. server.Urls.Where(address => !IsOnPort53(address))] }).Where(server => server.Urls.Count > 0)];
    }

    private static bool IsOnPort53(string address) => address.Split('?')[0].EndsWith(":53", StringComparison.Ordinal);
}
