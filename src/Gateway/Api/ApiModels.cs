using System.Text.Json;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Gateway.Engine;

namespace Signaling.Gateway.Api;

/// <summary>Why a request was not done.</summary>
/// <param name="Code">The reason, for a program: docs/api.md lists them.</param>
/// <param name="Message">The reason, for a person.</param>
public sealed record ApiProblem(string Code, string Message);

/// <summary>A page of rooms.</summary>
/// <param name="Scope">Whose rooms these are: server, the only one there is, or cluster.</param>
/// <param name="Rooms">The rooms, in the order of their names.</param>
/// <param name="Next">Ask with this as <c>after</c> for the next page; absent on the last.</param>
public sealed record RoomPage(string Scope, IReadOnlyList<RoomSummary> Rooms, string? Next);

/// <summary>A room.</summary>
/// <param name="Room">Its name.</param>
/// <param name="Scope">Whose room it is: server, the only one there is, or cluster.</param>
/// <param name="Epoch">Changes when the room is made anew.</param>
/// <param name="SettlingMs">After a loss: how long it still waits for its members.</param>
/// <param name="Peers">Who is in it, in the order they joined.</param>
public sealed record RoomInfo(string Room, string Scope, string Epoch, int SettlingMs, IReadOnlyList<PeerInfo> Peers)
{
    internal static RoomInfo Of(RoomSight sight, DirectoryScope scope) =>
        new(sight.Room, scope.ToString().ToLowerInvariant(), sight.Epoch, sight.SettlingMs, [.. sight.Members.Select(PeerInfo.Of)]);
}

/// <summary>A peer.</summary>
/// <param name="PeerId">Its name.</param>
/// <param name="Instance">Its page load.</param>
/// <param name="JoinedAt">When it joined; milliseconds since 1970.</param>
/// <param name="Suspended">It has lost its connection and may come back.</param>
/// <param name="Acks">Its client acknowledges: exactly once.</param>
/// <param name="Unlisted">Others are not told of it.</param>
/// <param name="Identity">Who it proved to be.</param>
/// <param name="Data">Its presence data.</param>
public sealed record PeerInfo(string PeerId, string Instance, long JoinedAt, bool Suspended, bool Acks, bool Unlisted, string? Identity, JsonElement? Data)
{
    internal static PeerInfo Of(Member member) => new(
        member.PeerId, member.Instance, member.JoinOrder, member.Suspended, member.Acks, member.Unlisted, member.Identity,
        member.Data.IsEmpty ? null : JsonSerializer.Deserialize<JsonElement>(member.Data.Span));
}

/// <summary>A message of the server's.</summary>
/// <param name="Data">What clients get in <c>data</c>: any JSON value.</param>
/// <param name="WaitMs">How long to wait for what becomes of it, from 0 to 10,000. Default 1,000.</param>
public sealed record MessageRequest(JsonElement Data, int? WaitMs = null);

/// <summary>What became of a message of the server's.</summary>
/// <param name="Delivered">Each receiver has it: those that acknowledge have confirmed it.</param>
/// <param name="Pending">Some receiver has neither confirmed it nor is it lost: it may be away.</param>
/// <param name="Undelivered">Whom it did not reach.</param>
public sealed record MessageResult(bool Delivered, bool Pending, IReadOnlyList<Unreached> Undelivered);

/// <summary>Somebody whom a message did not reach.</summary>
/// <param name="PeerId">The peer.</param>
/// <param name="Code">Why: docs/codes.md.</param>
public sealed record Unreached(string PeerId, string Code);

/// <summary>Whom to keep out: a peer by name, or an identity.</summary>
/// <param name="PeerId">The peer; it stays out also as whoever it proved to be.</param>
/// <param name="Identity">The identity.</param>
/// <param name="Seconds">For how long; default Signaling:Moderation:BanSeconds.</param>
/// <param name="Note">Why, kept with the ban.</param>
public sealed record BanRequest(string? PeerId = null, string? Identity = null, int? Seconds = null, string? Note = null);

/// <summary>Who was removed.</summary>
/// <param name="Removed">The peers that were in the room.</param>
public sealed record RemovedPeers(IReadOnlyList<Removed> Removed);

/// <summary>Who may not come in.</summary>
/// <param name="PeerId">A peer by name; absent when an identity, or everybody, is meant.</param>
/// <param name="Identity">An identity.</param>
/// <param name="Everybody">The room is closed.</param>
/// <param name="Until">When it ends; milliseconds since 1970.</param>
/// <param name="Note">Why.</param>
public sealed record Ban(string? PeerId, string? Identity, bool Everybody, long Until, string? Note)
{
    internal static Ban Of(Tombstone tombstone) => new(tombstone.PeerId, tombstone.Identity, tombstone.IsForAll, tombstone.Until, tombstone.Note);
}
