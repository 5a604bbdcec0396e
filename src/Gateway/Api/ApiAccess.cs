using Microsoft.Net.Http.Headers;
using Signaling.Gateway.Auth;

namespace Signaling.Gateway.Api;

/// <summary>Lets only callers with the admin right through. A token comes in the header, never in the address, so no page of another site can bring it.</summary>
internal sealed class ApiAccess(AdminAccess access) : IEndpointFilter
{
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        http.Response.Headers.CacheControl = "no-store";
        return access.CheckHeader(http.Request.Headers[HeaderNames.Authorization]) switch
        {
            AdminVerdict.Allowed => next(context),
            AdminVerdict.Forbidden => ValueTask.FromResult<object?>(
                TypedResults.Json(new ApiProblem("forbidden", "The token is good but has not the admin right."), statusCode: StatusCodes.Status403Forbidden)),
            _ => Unknown(http),
        };
    }

    private static ValueTask<object?> Unknown(HttpContext http)
    {
        http.Response.Headers.WWWAuthenticate = "Bearer";
        return ValueTask.FromResult<object?>(
            TypedResults.Json(new ApiProblem("unauthorized", "Send an admin token: Authorization: Bearer …"), statusCode: StatusCodes.Status401Unauthorized));
    }
}
