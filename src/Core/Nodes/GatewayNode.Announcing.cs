using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Core.Nodes;

/// <summary>An actor was lost and made again: it is told whose clients are here, and clients are told what went with it.</summary>
public sealed partial class GatewayNode
{
    protected override void OnReceiverLost(NodeAddress to, IReadOnlyList<NodeItem> lost, long now)
    {
        if (to.Kind == NodeKind.Room)
        {
            NewRooms.Add(to.Room);
            foreach (var seat in SeatsIn(to.Room).Where(seat => seat.Member is not null)) Announce(seat);
            return;
        }

        foreach (var seat in SeatsIn(to.Room).Where(seat => seat.Peer == to)) Announce(seat);
        foreach (var send in lost.OfType<SessionItem.Send>()) TellLost(send);
    }

    private void AnnounceUnknown(UnknownPeersItem unknown)
    {
        foreach (var seat in SeatsIn(unknown.Room).Where(seat => seat.Member is not null && unknown.Peers.Contains(seat.PeerId) && !IsLeft(seat))) Announce(seat);
    }

    /// <summary>Its page has asked for its session on another connection since.</summary>
    private bool IsLeft(GatewaySession seat) => SeatsIn(seat.Room).Any(other =>
        other.Id > seat.Id && other.PeerId == seat.PeerId && other.Ask is SessionItem.Resume { Request.Member.Instance: var instance } && instance == seat.Member!.Instance);

    private void Announce(GatewaySession seat) =>
        Send(seat.Peer, seat.Member is { } member ? new SessionItem.Announce(seat.Id, member, seat.LowestUnresolved, seat.LastSeq) : seat.Ask);

    /// <summary>A client that does not number cannot send it again by itself.</summary>
    private void TellLost(SessionItem.Send send)
    {
        if (Find(send.Session) is not { Member.Acks: false }) return;
        Events.Enqueue(new DeliveryItem(send.Session, new ClientEvent { Kind = EventKind.Undelivered, Target = send.Target ?? "", Code = Reasons.ServerLost }));
    }
}
