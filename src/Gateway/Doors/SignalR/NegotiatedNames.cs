using System.Text.Json.Nodes;
using Signaling.Gateway.Homes;

namespace Signaling.Gateway.Doors.SignalR;

/// <summary>The answer to a negotiation names the connection that is to come; this says in the name which gateway has it.</summary>
internal static class NegotiatedNames
{
    public static async Task RewriteAsync(HttpContext context, RequestDelegate next, SessionHomes homes)
    {
        var wire = context.Response.Body;
        using var kept = new MemoryStream();
        context.Response.Body = kept;
        try
        {
            await next(context);
        }
        finally
        {
            context.Response.Body = wire;
        }

        var body = kept.ToArray();
        if (context.Response.StatusCode == StatusCodes.Status200OK && JsonNode.Parse(body) is JsonObject answer)
        {
            var field = answer.ContainsKey("connectionToken") ? "connectionToken" : "connectionId"; // the latter for the oldest clients
            if (answer[field] is { } name) answer[field] = homes.NameFor(name.GetValue<string>());
            body = System.Text.Encoding.UTF8.GetBytes(answer.ToJsonString());
            context.Response.ContentLength = body.Length;
        }

        await wire.WriteAsync(body, context.RequestAborted);
    }
}
