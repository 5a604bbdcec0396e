using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Signaling.Gateway.Auth;

namespace Signaling.Gateway.Tests.Api;

/// <summary>A story with the server API and native clients.</summary>
public abstract class ApiTest(bool ownClock = false, params string[] settings) : NativeTest(ownClock, settings)
{
    private static readonly HttpClient Http = new();

    protected string RoomPath => $"/api/v1/rooms/{Uri.EscapeDataString(Room)}";

    protected string Token => Server.Services.GetRequiredService<AdminAccess>().MadeToken!;

    /// <summary>Asks with the admin token; the answer must have this status.</summary>
    protected async Task<JsonNode?> AskAsync(HttpMethod method, string path, string? body = null, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var response = await SendAsync(method, path, body, "Bearer " + Token);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == expected, $"{method} {path}: {(int)response.StatusCode} {text}");
        return text.Length == 0 ? null : JsonNode.Parse(text);
    }

    protected Task<JsonNode?> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => AskAsync(HttpMethod.Get, path, null, expected);

    protected Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? authorization)
    {
        var request = new HttpRequestMessage(method, new Uri(Server.Address, path));
        if (authorization is not null) request.Headers.Authorization = AuthenticationHeaderValue.Parse(authorization);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        request.Headers.ExpectContinue = body?.Length > 100_000; // a refusal is to be read, not found out by a broken pipe
        return Http.SendAsync(request);
    }
}
