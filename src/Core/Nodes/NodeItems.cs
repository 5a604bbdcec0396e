using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Rooms;

namespace Signaling.Core.Nodes;

/// <summary>Where a client is connected.</summary>
/// <param name="Gateway">The gateway.</param>
/// <param name="Id">The connection, unique in that gateway.</param>
public sealed record SessionAddress(string Gateway, long Id) : NodeItem, ISessionAddress
{
    string ISessionAddress.Gateway => Gateway;
}

/// <summary>Gateway to peer: something a client wants. A closed set.</summary>
public abstract record SessionItem(long Session) : NodeItem
{
    public sealed record Join(long Session, JoinRequest Request) : SessionItem(Session);

    public sealed record Resume(long Session, ResumeRequest Request) : SessionItem(Session);

    /// <summary>
    /// The client is connected here, as this member; the peer's actor or the room was lost. <paramref name="ResendFrom"/> is its lowest
    /// number without an outcome: what it sends before that one comes again must not be taken. 0: none. <paramref name="LastSeq"/> is the last
    /// number that it was given here: a new making goes on from there, so that no acknowledgement can mean another number than its client does.
    /// </summary>
    public sealed record Announce(long Session, Member Member, long ResendFrom, long LastSeq) : SessionItem(Session);

    public sealed record Send(long Session, Signal Signal, string? Target) : SessionItem(Session);

    public sealed record Acknowledge(long Session, long Seen) : SessionItem(Session);

    public sealed record Update(long Session, ReadOnlyMemory<byte> Data) : SessionItem(Session);

    public sealed record Leave(long Session) : SessionItem(Session);

    /// <summary>The client brought a fresh token.</summary>
    public sealed record Authorize(long Session, Rights Rights, long Until) : SessionItem(Session);

    public sealed record Disconnect(long Session, Disconnection How) : SessionItem(Session);
}

/// <summary>Peer to gateway: what a client is told.</summary>
public sealed record DeliveryItem(long Session, ClientEvent Event) : NodeItem;

/// <summary>Peer to peer.</summary>
public sealed record LetterItem(Letter Letter) : NodeItem;

/// <summary>Peer to room: a request.</summary>
/// <param name="Request">What is asked.</param>
/// <param name="Gateway">The gateway of the peer's client; null when it has none.</param>
/// <param name="Instance">The instance that asks, where it is a member's: of one that was replaced meanwhile nothing is taken.</param>
public sealed record RequestItem(RoomRequest Request, string? Gateway, string? Instance = null) : NodeItem;

/// <summary>Room to peer: a notice, the roster's version after it, and for one who was admitted the roster.</summary>
public sealed record NoticeItem(RoomNotice Notice, long Version, RosterImage? Roster) : NodeItem;

/// <summary>A roster, to make a replica of.</summary>
public sealed record RosterImage(string Epoch, long SettledAt, long NegotiationBase, int Making, IReadOnlyList<Member> Members);

/// <summary>Peer to peer or room: nothing but a question whether it is still the one that was told something. The answer to its batch says it.</summary>
public sealed record ProbeItem : NodeItem;

/// <summary>Gateway to room: these peers' clients are connected here, and the gateway lives.</summary>
public sealed record RenewalItem(IReadOnlyList<string> Peers) : NodeItem;

/// <summary>Room to gateway: the room does not know that these peers are connected there; announce them.</summary>
public sealed record UnknownPeersItem(string Room, IReadOnlyList<string> Peers) : NodeItem;
