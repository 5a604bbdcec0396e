using Microsoft.AspNetCore.Http.Features;
using Signaling.Core.Codes;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Api;

/// <summary>The server API: what an operator or a backend asks of the server and does to rooms, over HTTP. docs/api.md.</summary>
internal static class ApiRoutes
{
    public const string Root = "/api/v1";

    private const int BodySpareBytes = 4 << 10;

    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<Sessions.ServerVoice>();
        services.AddSingleton<ServerFigures>();
        services.ConfigureHttpJsonOptions(json => json.SerializerOptions.DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull);
        ApiDocument.Add(services);
    }

    public static void Map(WebApplication app, GatewayOptions options)
    {
        ApiNames.Use(app);
        LimitBodies(app, options.Limits.MessageBytes + BodySpareBytes);
        var api = app.MapGroup(Root).AddEndpointFilter<ApiAccess>().AddEndpointFilter(UnreachableAsync);
        RoomRoutes.Map(api);
        ModerationRoutes.Map(api);
        FlightRoutes.Map(api);
        api.MapGet("/stats", async (ServerFigures figures) => TypedResults.Ok(await figures.TakeAsync()))
            .WithName("getStats").WithSummary("How much there is and how much goes on. Counters grow from the start of the process.").WithTags("server");
        ApiDocument.Map(app);
    }

    /// <summary>A cluster that cannot be reached is told as one, not as a fault of ours.</summary>
    private static async ValueTask<object?> UnreachableAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        try
        {
            return await next(context);
        }
        catch (EngineUnreachableException)
        {
            return TypedResults.Json(new ApiProblem(Reasons.ServerLost.Name, "The cluster cannot be reached; try again."), statusCode: StatusCodes.Status503ServiceUnavailable);
        }
    }

    private static void LimitBodies(WebApplication app, int bytes) => app.Use((context, next) =>
    {
        if (context.Request.Path.StartsWithSegments(Root) && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } body) body.MaxRequestBodySize = bytes;
        return next(context);
    });
}
