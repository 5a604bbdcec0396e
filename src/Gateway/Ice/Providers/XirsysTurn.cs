namespace Signaling.Gateway.Ice.Providers;

/// <summary>Xirsys (docs.xirsys.com, TURN): a channel's servers. What went wrong is told in <c>s</c>, not in the status.</summary>
internal sealed class XirsysTurn(TurnProviderOptions options, ProviderHttp http) : ITurnProvider
{
    public string Name => "xirsys";

    public async Task<IReadOnlyList<IceServer>> IssueAsync(TimeSpan lifetime, CancellationToken cancellation)
    {
        var url = $"{options.Url ?? "https://global.xirsys.net"}/_turn/{Uri.EscapeDataString(options.Channel!)}";
        var answer = await http.SendAsync(
            HttpMethod.Put,
            url,
            ProviderHttp.Basic(options.Id, options.Secret),
            ProviderHttp.Json($$"""{"format":"urls","expire":"{{(int)lifetime.TotalSeconds}}"}"""),
            cancellation);
        if (IceServerReader.Text(answer, "s") != "ok") throw new TurnProviderException($"The answer says no: {IceServerReader.Text(answer, "v")}.");
        return IceServerReader.Read(IceServerReader.Field(IceServerReader.Field(answer, "v"), "iceServers"));
    }
}
