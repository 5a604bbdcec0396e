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
    /// number without an outcome: what it sends before that one comes again must not be taken. 0: none.
    /// </summary>
    public sealed record Announce(long Session, Member Member, long ResendFrom) : SessionItem(Session);

    public sealed record Send(long Session, Signal Signal, string? Target) : SessionItem(Session);

    public sealed record Acknowledge(long Session, long Seen) : SessionItem(Session);

    public sealed record Update(long Session, ReadOnlyMemory<byte> Data) : SessionItem(Session);

    public sealed record Leave(long Session) : SessionItem(Session);

    public sealed record Disconnect(long Session, Disconnection How) : SessionItem(Session);
}

/// <summary>Peer to gateway: what a client is told.</summary>
public sealed record DeliveryItem(long Session, ClientEvent Event) : NodeItem;

/// <summary>Peer to peer.</summary>
public sealed record LetterItem(Letter Letter) : NodeItem;

/// <summary>Peer to room: a request, and the gateway of the peer's client (null when it has none).</summary>
public sealed record RequestItem(RoomRequest Request, string? Gateway) : NodeItem;

/// <summary>Room to peer: a notice, the roster's version after it, and for one who was admitted the roster.</summary>
public sealed record NoticeItem(RoomNotice Notice, long Version, RosterImage? Roster) : NodeItem;

/// <summary>A roster, to make a replica of.</summary>
public sealed record RosterImage(string Epoch, long SettledAt, long Version, IReadOnlyList<Member> Members);

/// <summary>Gateway to room: these peers' clients are connected here, and the gateway lives.</summary>
public sealed record RenewalItem(IReadOnlyList<string> Peers) : NodeItem;

/// <summary>Room to gateway: the room does not know that these peers are connected there; announce them.</summary>
public sealed record UnknownPeersItem(string Room, IReadOnlyList<string> Peers) : NodeItem;
