using Signaling.Core.Rooms;

namespace Signaling.Webhooks;

/// <summary>What events are called in requests and in the configuration.</summary>
internal static class EventNames
{
    /// <summary>A process that posts events is gone.</summary>
    public const string SenderGone = "sender-gone";

    /// <summary>All there are.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Enum.GetValues<RoomEventKind>().Select(Of), SenderGone];

    public static string Of(RoomEventKind kind) => kind switch
    {
        RoomEventKind.RoomCreated => "room-created",
        RoomEventKind.RoomEnded => "room-ended",
        RoomEventKind.PeerJoined => "peer-joined",
        RoomEventKind.PeerUpdated => "peer-updated",
        RoomEventKind.PeerSuspended => "peer-suspended",
        RoomEventKind.PeerResumed => "peer-resumed",
        RoomEventKind.PeerReset => "peer-reset",
        RoomEventKind.PeerLeft => "peer-left",
        _ => throw new InvalidOperationException($"No name for {kind}."),
    };
}
