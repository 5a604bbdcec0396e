using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Hosting;

/// <summary>Liveness: the process answers. Readiness: it takes clients; false as soon as it is told to stop.</summary>
internal static class Health
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", (ConnectionTable connections, IEnumerable<IReadiness> needs) =>
            connections.IsEnding ? NotReady("draining or shutting down")
            : needs.Select(need => need.Reason).FirstOrDefault(reason => reason is not null) is { } missing ? NotReady(missing)
            : Results.Text("ready\n"));
    }

    private static IResult NotReady(string why) => Results.Text(why + "\n", statusCode: StatusCodes.Status503ServiceUnavailable);
}
