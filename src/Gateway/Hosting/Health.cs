using Signaling.Gateway.Connections;

namespace Signaling.Gateway.Hosting;

/// <summary>Liveness: the process answers. Readiness: it takes clients; false as soon as it is told to stop.</summary>
internal static class Health
{
    public static void Map(WebApplication app)
    {
        app.MapGet("/health/live", () => Results.Text("live\n"));
        app.MapGet("/health/ready", (ConnectionTable connections) =>
            connections.IsShuttingDown
                ? Results.Text("shutting down\n", statusCode: StatusCodes.Status503ServiceUnavailable)
                : Results.Text("ready\n"));
    }
}
