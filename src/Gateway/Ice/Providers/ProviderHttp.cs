using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Signaling.Gateway.Ice.Providers;

/// <summary>One request to a provider: bounded in size, without redirects, so that a secret goes nowhere else. Time is bounded by the caller.</summary>
internal sealed class ProviderHttp : IDisposable
{
    private const int AnswerBytesMax = 64 << 10;

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        MaxResponseContentBufferSize = AnswerBytesMax,
        Timeout = Timeout.InfiniteTimeSpan,
    };

    public static AuthenticationHeaderValue Basic(string user, string password) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}")));

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    /// <summary>The JSON of the answer. Throws when the status says no, or when it is no JSON.</summary>
    public async Task<JsonElement> SendAsync(
        HttpMethod method, string url, AuthenticationHeaderValue? authorization, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, url) { Content = content };
        request.Headers.Authorization = authorization;
        request.Headers.Accept.ParseAdd("application/json");
        using var answer = await _http.SendAsync(request, cancellation);
        var bytes = await answer.Content.ReadAsByteArrayAsync(cancellation);
        if (!answer.IsSuccessStatusCode) throw new TurnProviderException($"The answer's status is {(int)answer.StatusCode}.");
        try
        {
            return JsonElement.Parse(bytes);
        }
        catch (JsonException)
        {
            throw new TurnProviderException("The answer is not JSON.");
        }
    }

    public void Dispose() => _http.Dispose();
}
