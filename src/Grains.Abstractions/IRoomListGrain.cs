namespace Signaling.Grains.Abstractions;

/// <summary>Looks at the rooms of all silos. It keeps nothing; any number of them may be anywhere.</summary>
[Alias("signaling.IRoomListGrain")]
public interface IRoomListGrain : IGrainWithIntegerKey
{
    /// <summary>Rooms that somebody is in, in the order of their names.</summary>
    /// <param name="prefix">How their names begin.</param>
    /// <param name="after">Only those behind this name.</param>
    /// <param name="max">How many at most.</param>
    [Alias("list")]
    ValueTask<IReadOnlyList<RoomEntry>> List(string prefix, string? after, int max);

    /// <summary>How many there are.</summary>
    [Alias("count")]
    ValueTask<RoomCounts> Count();

    /// <summary>What has become of the events that silos post; null where none does.</summary>
    [Alias("posted")]
    ValueTask<PostedEvents?> Posted();
}

/// <summary>A room in a list: how many are in it, and how many of them are away.</summary>
[GenerateSerializer, Immutable, Alias("signaling.RoomEntry")]
public sealed record RoomEntry([property: Id(0)] string Room, [property: Id(1)] int Peers, [property: Id(2)] int Suspended);

/// <summary>Rooms, and peers in them.</summary>
[GenerateSerializer, Immutable, Alias("signaling.RoomCounts")]
public readonly record struct RoomCounts([property: Id(0)] int Rooms, [property: Id(1)] int Peers);

/// <summary>Events of rooms that wait to be taken, that were taken, requests that were not, events that were dropped, and why the last of those requests failed.</summary>
[GenerateSerializer, Immutable, Alias("signaling.PostedEvents")]
public sealed record PostedEvents(
    [property: Id(0)] long Waiting, [property: Id(1)] long Sent, [property: Id(2)] long Failed, [property: Id(3)] long Dropped, [property: Id(4)] string? LastFailure);
