using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Signaling.Gateway.Tests.Api;

/// <summary>The OpenAPI document says what is there, and needs no token.</summary>
public sealed class DocumentTests : ApiTest
{
    [Fact]
    public async Task EveryRoute_IsDescribed_AndNothingElse()
    {
        var document = await ReadAsync();
        var described = document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => $"{operation.Key.ToUpperInvariant()} {path.Key}"));
        var routes =
            from endpoint in Server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            let pattern = endpoint.RoutePattern.RawText!
            where pattern.StartsWith("/api/v1", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            select $"{method} {pattern}";

        Assert.Equal(routes.Order(StringComparer.Ordinal), described.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task EveryOperation_HasANameASummaryAndSecurity()
    {
        var document = await ReadAsync();

        Assert.Equal("bearer", (string)document["components"]!["securitySchemes"]!["adminToken"]!["scheme"]!);
        Assert.NotEmpty(document["security"]!.AsArray());
        Assert.All(Operations(document), operation =>
        {
            Assert.NotEmpty((string)operation["operationId"]!);
            Assert.NotEmpty((string)operation["summary"]!);
            Assert.NotNull(operation["responses"]!["401"]);
        });
    }

    [Fact]
    public async Task Answers_FitTheirSchemas()
    {
        await JoinAsync("alice", "\"data\":{}");
        var document = await ReadAsync();
        foreach (var path in (string[])["/api/v1/rooms", RoomPath, "/api/v1/stats", "/api/v1/pairs"])
        {
            var template = path == RoomPath ? "/api/v1/rooms/{room}" : path;
            var schema = document["paths"]![template]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
            var answer = (await GetAsync(path))!.AsObject();
            var known = Resolve(document, schema)["properties"]!.AsObject().Select(property => property.Key).ToList();

            Assert.Empty(answer.Select(property => property.Key).Except(known));
            Assert.NotEmpty(known);
        }
    }

    private async Task<JsonNode> ReadAsync()
    {
        using var response = await SendAsync(HttpMethod.Get, "/openapi/v1.json", null, null);
        response.EnsureSuccessStatusCode();
        return JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
    }

    private static IEnumerable<JsonNode> Operations(JsonNode document) => document["paths"]!.AsObject().SelectMany(path => path.Value!.AsObject().Select(operation => operation.Value!));

    private static JsonNode Resolve(JsonNode document, JsonNode schema) =>
        (string?)schema["$ref"] is { } reference ? document["components"]!["schemas"]![reference.Split('/')[^1]]! : schema;
}
