using Microsoft.AspNetCore.Http.HttpResults;
using Signaling.Core.Messages;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Api;

/// <summary>Rooms and peers: to read, and to speak to.</summary>
internal static class RoomRoutes
{
    private const int PageMax = 1_000;
    private const int WaitMs = 1_000;
    private const int WaitMsMax = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/rooms", ListAsync).WithName("listRooms").WithTags("rooms").WithSummary("Rooms in the order of their names, a page at a time.");
        api.MapGet("/rooms/{room}", GetAsync).WithName("getRoom").WithTags("rooms").WithSummary("A room and who is in it.");
        api.MapGet("/rooms/{room}/peers/{peer}", GetPeerAsync).WithName("getPeer").WithTags("rooms").WithSummary("A peer.");
        api.MapPost("/rooms/{room}/messages", SendToRoomAsync).WithName("sendToRoom").WithTags("messages")
            .WithSummary("Sends a message to everybody in a room, from the server ($server), and tells what became of it.");
        api.MapPost("/rooms/{room}/peers/{peer}/messages", SendToPeerAsync).WithName("sendToPeer").WithTags("messages")
            .WithSummary("Sends a message to a peer, from the server ($server), and tells what became of it.");
    }

    private static async Task<Results<Ok<RoomPage>, BadRequest<ApiProblem>>> ListAsync(IRoomDirectory directory, string prefix = "", string? after = null, int limit = 100)
    {
        if (limit is < 1 or > PageMax) return TypedResults.BadRequest(new ApiProblem("bad-field", $"limit must be from 1 to {PageMax}."));
        var found = await directory.ListAsync(prefix, after, limit + 1);
        var page = found.Take(limit).ToList();
        return TypedResults.Ok(new RoomPage(ScopeOf(directory), page, found.Count > limit ? page[^1].Room : null));
    }

    private static async Task<Results<Ok<RoomInfo>, NotFound<ApiProblem>>> GetAsync(string room, IRoomDirectory directory) =>
        Name.IsValid(room) && await directory.FindAsync(room) is { } sight ? TypedResults.Ok(RoomInfo.Of(sight, directory.Scope)) : ApiProblems.NoRoom();

    private static async Task<Results<Ok<PeerInfo>, NotFound<ApiProblem>>> GetPeerAsync(string room, string peer, IRoomDirectory directory)
    {
        if (!Name.IsValid(room) || await directory.FindAsync(room) is not { } sight) return ApiProblems.NoRoom();
        return sight.Members.FirstOrDefault(member => member.PeerId == peer) is { } member ? TypedResults.Ok(PeerInfo.Of(member)) : ApiProblems.NoPeer();
    }

    private static Task<Results<Ok<MessageResult>, BadRequest<ApiProblem>, NotFound<ApiProblem>, Conflict<ApiProblem>>> SendToRoomAsync(
        string room, MessageRequest request, IRoomDirectory directory, ServerVoice voice, SessionServices services, CancellationToken cancellation) =>
        SendAsync(room, null, request, directory, voice, services, cancellation);

    private static Task<Results<Ok<MessageResult>, BadRequest<ApiProblem>, NotFound<ApiProblem>, Conflict<ApiProblem>>> SendToPeerAsync(
        string room, string peer, MessageRequest request, IRoomDirectory directory, ServerVoice voice, SessionServices services, CancellationToken cancellation) =>
        SendAsync(room, peer, request, directory, voice, services, cancellation);

    private static async Task<Results<Ok<MessageResult>, BadRequest<ApiProblem>, NotFound<ApiProblem>, Conflict<ApiProblem>>> SendAsync(
        string room, string? peer, MessageRequest request, IRoomDirectory directory, ServerVoice voice, SessionServices services, CancellationToken cancellation)
    {
        if (!Name.IsValid(room) || (peer is not null && !Name.IsValid(peer))) return ApiProblems.BadName();
        var wait = request.WaitMs ?? WaitMs;
        if (wait is < 0 or > WaitMsMax) return TypedResults.BadRequest(new ApiProblem("bad-field", $"waitMs must be from 0 to {WaitMsMax}."));
        if (request.Data.ValueKind == System.Text.Json.JsonValueKind.Undefined) return TypedResults.BadRequest(new ApiProblem("missing-field", "data is missing."));
        var data = System.Text.Encoding.UTF8.GetBytes(request.Data.GetRawText());
        if (data.Length > services.Limits.MessageBytes) return TypedResults.BadRequest(new ApiProblem("message-too-large", $"data has more than {services.Limits.MessageBytes} bytes."));
        if (await directory.FindAsync(room) is not { } sight) return ApiProblems.NoRoom();
        if (peer is not null && sight.Members.All(member => member.PeerId != peer)) return ApiProblems.NoPeer();
        var sent = await voice.SendAsync(room, peer, data, TimeSpan.FromMilliseconds(wait), cancellation);
        if (sent.Refused is { } refusal) return TypedResults.Conflict(new ApiProblem(refusal.Name, refusal.Sentence));
        return TypedResults.Ok(new MessageResult(
            !sent.IsPending && sent.Undelivered.Count == 0, sent.IsPending, [.. sent.Undelivered.Select(each => new Unreached(each.PeerId, each.Code.Name))]));
    }

    private static string ScopeOf(IRoomDirectory directory) => directory.Scope.ToString().ToLowerInvariant();
}
