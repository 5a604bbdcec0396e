namespace Signaling.Core.Messages;

/// <summary>What a client can be told.</summary>
public enum EventKind : byte
{
    /// <summary>The answer to a join, or the whole truth again (then with a number).</summary>
    ExistingPeers,

    /// <summary>The answer to a resume.</summary>
    Resumed,
    PeerJoined,
    PeerUpdated,
    PeerSuspended,
    PeerResumed,
    PeerReset,
    PeerLeft,

    /// <summary>A message of another peer.</summary>
    Signal,

    /// <summary>Own numbers that are resolved.</summary>
    Ack,
    Undelivered,
    Glare,
    Error,

    /// <summary>The connection is to be closed for the reason given.</summary>
    Close,
}
