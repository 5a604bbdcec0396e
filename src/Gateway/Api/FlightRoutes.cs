using Microsoft.AspNetCore.Http.HttpResults;
using Signaling.Gateway.Flight;

namespace Signaling.Gateway.Api;

/// <summary>Pairs' timelines and verdicts (docs/flight.md).</summary>
internal static class FlightRoutes
{
    private const int PairsMax = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/pairs", List).WithName("listPairs").WithTags("pairs").WithSummary("Pairs that tried to connect and how that stands, newest first; of a room or a peer.");
        api.MapGet("/rooms/{room}/pairs/{peer}/{other}", Get).WithName("getPair").WithTags("pairs").WithSummary("A pair's timeline and verdict.");
    }

    private static Results<Ok<PairPage>, BadRequest<ApiProblem>> List(IServiceProvider services, string? room = null, string? peer = null, int limit = 100)
    {
        if (limit is < 1 or > PairsMax) return TypedResults.BadRequest(new ApiProblem("bad-field", $"limit must be from 1 to {PairsMax}."));
        var recorder = services.GetService<FlightRecorder>();
        return TypedResults.Ok(new PairPage(recorder is not null, recorder?.Pairs(room, peer, limit) ?? []));
    }

    private static Results<Ok<PairFlight>, NotFound<ApiProblem>> Get(string room, string peer, string other, IServiceProvider services) =>
        services.GetService<FlightRecorder>()?.Pair(room, peer, other) is { } pair ? TypedResults.Ok(pair) : ApiProblems.NoPair();
}

/// <summary>Pairs, without their timelines.</summary>
/// <param name="Recording">Whether the flight recorder is on.</param>
/// <param name="Pairs">The pairs, newest first.</param>
public sealed record PairPage(bool Recording, IReadOnlyList<PairFlight> Pairs);
