namespace Signaling.Gateway.Ice.Providers;

/// <summary>Twilio's Network Traversal Service (twilio.com/docs/stun-turn/api): a token holds the servers.</summary>
internal sealed class TwilioTurn(TurnProviderOptions options, ProviderHttp http) : ITurnProvider
{
    public string Name => "twilio";

    public async Task<IReadOnlyList<IceServer>> IssueAsync(TimeSpan lifetime, CancellationToken cancellation)
    {
        var url = $"{options.Url ?? "https://api.twilio.com"}/2010-04-01/Accounts/{Uri.EscapeDataString(options.Id)}/Tokens.json";
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("Ttl", $"{(int)lifetime.TotalSeconds}")]);
        var answer = await http.SendAsync(HttpMethod.Post, url, ProviderHttp.Basic(options.Id, options.Secret), form, cancellation);
        return IceServerReader.Read(IceServerReader.Field(answer, "ice_servers"));
    }
}
