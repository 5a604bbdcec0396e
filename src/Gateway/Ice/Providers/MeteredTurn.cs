namespace Signaling.Gateway.Ice.Providers;

/// <summary>
/// Metered (metered.ca/docs/turn-rest-api): a credential that expires is created with the secret key; its own key then gets the servers, with the
/// credential filled in.
/// </summary>
internal sealed class MeteredTurn(TurnProviderOptions options, ProviderHttp http) : ITurnProvider
{
    public string Name => "metered";

    public async Task<IReadOnlyList<IceServer>> IssueAsync(TimeSpan lifetime, CancellationToken cancellation)
    {
        var root = options.Url ?? $"https://{options.Id}.metered.live";
        var created = await http.SendAsync(
            HttpMethod.Post,
            $"{root}/api/v1/turn/credential?secretKey={Uri.EscapeDataString(options.Secret)}",
            null,
            ProviderHttp.Json($$"""{"expiryInSeconds":{{(int)lifetime.TotalSeconds}},"label":"signaling"}"""),
            cancellation);
        if (IceServerReader.Text(created, "apiKey") is not { } key) throw new TurnProviderException("The answer has no apiKey.");
        return IceServerReader.Read(await http.SendAsync(
            HttpMethod.Get, $"{root}/api/v1/turn/credentials?apiKey={Uri.EscapeDataString(key)}", null, null, cancellation));
    }
}
