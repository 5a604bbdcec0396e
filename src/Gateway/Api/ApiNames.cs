using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Signaling.Gateway.Api;

/// <summary>
/// Names in paths as they were written. A server decodes all of a path but <c>%2F</c>, so that a name with a slash cannot be told from one with
/// <c>%2F</c> in it; here they are decoded once, from the request's own line.
/// </summary>
internal static class ApiNames
{
    /// <summary>Must come before the routes.</summary>
    public static void Use(WebApplication app) => app.Use((context, next) =>
    {
        if (context.GetEndpoint() is RouteEndpoint endpoint && context.Request.Path.StartsWithSegments(ApiRoutes.Root)) Restore(context, endpoint.RoutePattern);
        return next(context);
    });

    private static void Restore(HttpContext context, RoutePattern pattern)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var segments = target.Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries);
        if (segments.Length != pattern.PathSegments.Count) return;
        for (var i = 0; i < segments.Length; i++)
        {
            if (pattern.PathSegments[i].Parts is [RoutePatternParameterPart name]) context.Request.RouteValues[name.Name] = Uri.UnescapeDataString(segments[i]);
        }
    }
}
