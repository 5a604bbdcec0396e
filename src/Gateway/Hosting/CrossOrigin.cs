using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Signaling.Gateway.Doors;

namespace Signaling.Gateway.Hosting;

/// <summary>
/// Cross-origin requests at the doors that speak HTTP: the page's origin is named back to it where it is allowed, and a preflight is answered.
/// The doors know no cookies, so credentials are allowed only because some clients always send them.
/// </summary>
internal static class CrossOrigin
{
    private const string AnswerSeconds = "600";

    /// <summary>Must come before the routes of the doors, and after the entrance: foreign origins do not come here.</summary>
    public static void Use(WebApplication app)
    {
        var doors = app.Services.GetServices<IDoor>().OfType<IHttpDoor>().Select(door => new PathString(Root(door.Path))).ToList();
        app.Use((context, next) =>
        {
            if (!context.Request.Headers.TryGetValue(HeaderNames.Origin, out var origin) || !doors.Any(door => context.Request.Path.StartsWithSegments(door)))
                return next(context);
            var headers = context.Response.Headers;
            headers.Vary = HeaderNames.Origin;
            headers.AccessControlAllowOrigin = origin;
            headers.AccessControlAllowCredentials = "true";
            if (context.Request.Method != HttpMethods.Options || StringValues.IsNullOrEmpty(context.Request.Headers.AccessControlRequestMethod)) return next(context);
            headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
            headers.AccessControlAllowHeaders = context.Request.Headers.AccessControlRequestHeaders;
            headers.AccessControlMaxAge = AnswerSeconds;
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
    }

    /// <summary>The first segment: a door's other routes lie beside its WebSocket.</summary>
    private static string Root(string path) => "/" + path.Trim('/').Split('/')[0];
}
