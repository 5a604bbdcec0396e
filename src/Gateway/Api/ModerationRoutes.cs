using Microsoft.AspNetCore.Http.HttpResults;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Moderation;

namespace Signaling.Gateway.Api;

/// <summary>What removes peers, and keeps them out. Each deed is final when it is answered.</summary>
internal static class ModerationRoutes
{
    private const int NoteCharsMax = 500;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapDelete("/rooms/{room}", CloseAsync).WithName("closeRoom").WithTags("moderation")
            .WithSummary("Removes everybody, and lets nobody in for the time named, or Signaling:Moderation:CloseSeconds.");
        api.MapDelete("/rooms/{room}/peers/{peer}", KickAsync).WithName("kickPeer").WithTags("moderation")
            .WithSummary("Removes a peer and keeps it out for the time named, or Signaling:Moderation:BanSeconds.");
        api.MapGet("/rooms/{room}/bans", List).WithName("listBans").WithTags("moderation").WithSummary("Who may not come into a room.");
        api.MapPost("/rooms/{room}/bans", BanAsync).WithName("ban").WithTags("moderation").WithSummary("Keeps a peer or an identity out, also one that is not there.");
        api.MapDelete("/rooms/{room}/bans", LiftAsync).WithName("liftBan").WithTags("moderation")
            .WithSummary("Takes a ban away before its time: of a peer, of an identity, or with neither of the room.");
    }

    private static Task<Results<Ok<RemovedPeers>, BadRequest<ApiProblem>>> CloseAsync(string room, Moderator moderator, int? seconds = null, string? note = null) =>
        DoAsync(moderator, [room], seconds, note, () => moderator.CloseRoomAsync(room, seconds, note));

    private static Task<Results<Ok<RemovedPeers>, BadRequest<ApiProblem>>> KickAsync(string room, string peer, Moderator moderator, int? seconds = null, string? note = null) =>
        DoAsync(moderator, [room, peer], seconds, note, () => moderator.KickAsync(room, peer, seconds, note));

    private static async Task<Results<Ok<RemovedPeers>, BadRequest<ApiProblem>>> BanAsync(string room, BanRequest request, Moderator moderator)
    {
        if (request.PeerId is null == request.Identity is null) return TypedResults.BadRequest(new ApiProblem("missing-field", "Name a peerId or an identity, and not both."));
        return request.PeerId is { } peer
            ? await KickAsync(room, peer, moderator, request.Seconds, request.Note)
            : await DoAsync(moderator, [room], request.Seconds, request.Note, () => moderator.BanAsync(room, request.Identity!, request.Seconds, request.Note));
    }

    private static Results<Ok<IReadOnlyList<Ban>>, BadRequest<ApiProblem>> List(string room, ITombstones tombstones)
    {
        if (!Name.IsValid(room)) return ApiProblems.BadName();
        return TypedResults.Ok<IReadOnlyList<Ban>>([.. tombstones.Of(room).OrderBy(tombstone => tombstone.Until).Select(Ban.Of)]);
    }

    private static async Task<Results<NoContent, BadRequest<ApiProblem>>> LiftAsync(string room, Moderator moderator, string? peerId = null, string? identity = null)
    {
        if (!Name.IsValid(room)) return ApiProblems.BadName();
        await moderator.LiftAsync(room, peerId, identity);
        return TypedResults.NoContent();
    }

    private static async Task<Results<Ok<RemovedPeers>, BadRequest<ApiProblem>>> DoAsync(
        Moderator moderator, string[] names, int? seconds, string? note, Func<Task<IReadOnlyList<Removed>>> deed)
    {
        if (!names.All(name => Name.IsValid(name))) return ApiProblems.BadName();
        if (seconds is { } time && !moderator.Accepts(time)) return TypedResults.BadRequest(new ApiProblem("bad-field", "seconds must be from 1 to Signaling:Moderation:SecondsMax."));
        if (note?.Length > NoteCharsMax) return TypedResults.BadRequest(new ApiProblem("bad-field", $"note must have at most {NoteCharsMax} characters."));
        return TypedResults.Ok(new RemovedPeers(await deed()));
    }
}
