using System.Net;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Signaling.Gateway.Tests.Api;

/// <summary>Nobody without the admin right gets anything, whatever the route.</summary>
public sealed class AccessTests : ApiTest
{
    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Bearer wrong")]
    [InlineData("Basic YTpi")]
    public async Task WithoutTheToken_NoRouteAnswers(string? authorization)
    {
        var routes = Routes().ToList();
        Assert.True(routes.Count >= 13, $"Only {routes.Count} routes were found.");
        foreach (var (method, path) in routes)
        {
            using var response = await SendAsync(new HttpMethod(method), path, method == "POST" ? """{"data":1,"peerId":"x"}""" : null, authorization);

            Assert.Equal((path, HttpStatusCode.Unauthorized), (path, response.StatusCode));
            Assert.Equal("Bearer", response.Headers.WwwAuthenticate.ToString());
            Assert.Contains("\"code\":\"unauthorized\"", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task ATokenInTheAddress_IsNone()
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/v1/stats?access_token=" + Token, null, null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Answers_AreNotKept()
    {
        using var response = await SendAsync(HttpMethod.Get, "/api/v1/stats", null, "Bearer " + Token);

        Assert.Equal("no-store", response.Headers.CacheControl!.ToString());
    }

    private IEnumerable<(string Method, string Path)> Routes() =>
        from endpoint in Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        let pattern = endpoint.RoutePattern.RawText!
        where pattern.StartsWith("/api/v1", StringComparison.Ordinal)
        from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
        select (method, pattern.Replace("{", "", StringComparison.Ordinal).Replace("}", "", StringComparison.Ordinal));
}
