using Microsoft.OpenApi;

namespace Signaling.Gateway.Api;

/// <summary>The OpenAPI document at <c>/openapi/v1.json</c>, made from the routes. It says nothing secret, so no token is asked for.</summary>
internal static class ApiDocument
{
    private const string Version = "v1";
    private const string Scheme = "adminToken";

    public static void Add(IServiceCollection services) => services.AddOpenApi(Version, options =>
    {
        options.ShouldInclude = description => ("/" + description.RelativePath).StartsWith(ApiRoutes.Root, StringComparison.Ordinal);
        options.AddDocumentTransformer((document, _, _) =>
        {
            Describe(document);
            return Task.CompletedTask;
        });
    });

    public static void Map(WebApplication app) => app.MapOpenApi("/openapi/{documentName}.json");

    private static void Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo { Title = "Signaling server API", Version = "1", Description = "Rooms, peers, messages of the server's, moderation, statistics and pairs' timelines." };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            [Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "A token with the admin right." },
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }];
        foreach (var operation in document.Paths.Values.SelectMany(path => path.Operations?.Values.ToList() ?? []))
        {
            operation.Responses ??= [];
            operation.Responses["401"] = new OpenApiResponse { Description = "No token, or one that is not good." };
            operation.Responses["403"] = new OpenApiResponse { Description = "The token has not the admin right." };
        }
    }
}
