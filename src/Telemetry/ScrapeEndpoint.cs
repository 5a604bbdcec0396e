using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Signaling.Telemetry;

/// <summary>GET /metrics, for Prometheus.</summary>
public static class ScrapeEndpoint
{
    private const string ContentType = "text/plain; version=0.0.4; charset=utf-8";
    private static readonly string[] ProxyHeaders = ["Forwarded", "X-Forwarded-For", "X-Real-IP", "Via"];

    /// <summary>Serves it, where that is wanted.</summary>
    /// <param name="app">Where.</param>
    /// <param name="options">Whether, and who may.</param>
    /// <param name="scrape">What is served.</param>
    /// <param name="allowsToo">Says of an Authorization header that it may, too.</param>
    public static void Map(IEndpointRouteBuilder app, TelemetryOptions options, Scrape scrape, Func<string, bool>? allowsToo = null)
    {
        if (!options.Prometheus) return;
        app.MapGet("/metrics", (HttpContext context) => MayScrape(context.Request, context.Connection.RemoteIpAddress, options.ScrapeToken)
            || allowsToo?.Invoke(context.Request.Headers.Authorization.ToString()) == true
            ? Results.Text(scrape.Write(), ContentType)
            : Results.Text("Scrape from this machine, or set Signaling:Telemetry:ScrapeToken and bring it as a bearer token.\n", statusCode: StatusCodes.Status403Forbidden));
    }

    private static bool MayScrape(HttpRequest request, IPAddress? from, string? token)
    {
        if (token is null) return from is not null && IPAddress.IsLoopback(from) && !ProxyHeaders.Any(request.Headers.ContainsKey);
        return CryptographicOperations.FixedTimeEquals(
            SHA256.HashData(Encoding.UTF8.GetBytes($"Bearer {token}")), SHA256.HashData(Encoding.UTF8.GetBytes(request.Headers.Authorization.ToString())));
    }
}
