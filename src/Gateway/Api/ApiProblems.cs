using Microsoft.AspNetCore.Http.HttpResults;
using Signaling.Core.Codes;

namespace Signaling.Gateway.Api;

/// <summary>The answers to what cannot be done.</summary>
internal static class ApiProblems
{
    public static NotFound<ApiProblem> NoRoom() => TypedResults.NotFound(new ApiProblem("no-room", "Nobody is in this room."));

    public static NotFound<ApiProblem> NoPeer() => TypedResults.NotFound(new ApiProblem("no-peer", "This peer is not in the room."));

    public static NotFound<ApiProblem> NoPair() => TypedResults.NotFound(new ApiProblem("no-pair", "No timeline of this pair is kept: it is not in the sample, too old, or never tried."));

    public static BadRequest<ApiProblem> BadName() => TypedResults.BadRequest(new ApiProblem(Reasons.BadName.Name, Reasons.BadName.Sentence));
}
