using Microsoft.AspNetCore.Http.HttpResults;
using Signaling.Core.Flight;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Flight;

namespace Signaling.Gateway.Api;

/// <summary>Pairs' timelines and verdicts (docs/flight.md).</summary>
internal static class FlightRoutes
{
    private const int PairsMax = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/pairs", ListAsync).WithName("listPairs").WithTags("pairs").WithSummary("Pairs that tried to connect and how that stands, newest first; of a room or a peer.");
        api.MapGet("/rooms/{room}/pairs/{peer}/{other}", GetAsync).WithName("getPair").WithTags("pairs").WithSummary("A pair's timeline and verdict.");
    }

    private static async Task<Results<Ok<PairPage>, BadRequest<ApiProblem>>> ListAsync(IServiceProvider services, string? room = null, string? peer = null, int limit = 100)
    {
        if (limit is < 1 or > PairsMax) return TypedResults.BadRequest(new ApiProblem("bad-field", $"limit must be from 1 to {PairsMax}."));
        if (services.GetService<IPairDirectory>() is not { } directory) return TypedResults.Ok(new PairPage(false, [], null));
        var found = await directory.ListAsync(room, peer, limit);
        return TypedResults.Ok(new PairPage(services.GetService<IPairSource>() is not null, [.. found.Pairs.Select(pair => PairFlight.Of(pair.Room, pair.Sight, withTimeline: false, found.IsPartial))], found.IsPartial ? true : null));
    }

    private static async Task<Results<Ok<PairFlight>, NotFound<ApiProblem>>> GetAsync(string room, string peer, string other, IServiceProvider services)
    {
        if (services.GetService<IPairDirectory>() is not { } directory) return ApiProblems.NoPair();
        var found = await directory.FindAsync(PairName.Of(room, peer, other));
        return found.Pairs is [var pair] ? TypedResults.Ok(PairFlight.Of(pair.Room, pair.Sight, withTimeline: true, found.IsPartial)) : ApiProblems.NoPair();
    }
}

/// <summary>Pairs, without their timelines.</summary>
/// <param name="Recording">Whether the flight recorder is on.</param>
/// <param name="Pairs">The pairs, newest first.</param>
/// <param name="Partial">A gateway of the cluster did not answer: what it saw is missing. Absent when all did.</param>
public sealed record PairPage(bool Recording, IReadOnlyList<PairFlight> Pairs, bool? Partial);
