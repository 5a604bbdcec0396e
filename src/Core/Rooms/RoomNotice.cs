using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Rooms;

/// <summary>How a member came in.</summary>
public enum Admission
{
    /// <summary>A new member.</summary>
    New,

    /// <summary>The same page asked again.</summary>
    Retry,

    /// <summary>Another page of the same peer; the old one is gone.</summary>
    Reset,

    /// <summary>A member of a room that was lost and made again.</summary>
    Restored,
}

/// <summary>What a room tells its peers. A closed set.</summary>
public abstract record RoomNotice
{
    /// <summary>To the peer that asked: it is a member.</summary>
    public sealed record Admitted(Member Member, Admission How) : RoomNotice;

    /// <summary>To the peer that asked: it, as this instance, is not.</summary>
    public sealed record Refused(Code Code, string Instance) : RoomNotice;

    /// <summary>To the peer itself: it is a member no more.</summary>
    public sealed record Ended(Member Member, Code Reason) : RoomNotice;

    /// <summary>To a peer whose membership changed (suspended, resumed, updated): itself as it is now.</summary>
    public sealed record SelfChanged(Member Member) : RoomNotice;

    /// <summary>To all others.</summary>
    public sealed record Presence(EventKind Kind, Member Member, Code? Reason = null) : RoomNotice;

    /// <summary>To a peer: the gateway where its client was connected is gone.</summary>
    public sealed record GatewayLost(string Gateway) : RoomNotice;

    /// <summary>To all: the room has settled after a loss; who has not come back has left.</summary>
    public sealed record Settled : RoomNotice;
}
