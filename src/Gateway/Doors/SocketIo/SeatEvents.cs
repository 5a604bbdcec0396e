using Signaling.Core.Codes;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>What a session tells, as events of the tutorial: its own fields first, the native protocol's beside them.</summary>
internal static class SeatEvents
{
    /// <summary>The peers as the tutorial has them, by id; and with all that is known of them as <c>members</c>.</summary>
    public static void ExistingPeers(PeerSocket socket, RoomSeat seat, string name, Member self, IEnumerable<Member> peers, ReadOnlySpan<byte> iceServers)
    {
        var list = peers.OrderBy(peer => peer.JoinOrder).ToList();
        var json = socket.BeginEvent(name);
        Text(ref json, "{\"room\":"u8, seat.Room);
        Text(ref json, ",\"peerId\":"u8, self.PeerId);
        json.Raw(",\"peers\":["u8);
        for (var i = 0; i < list.Count; i++)
        {
            if (i > 0) json.Raw(","u8);
            json.String(list[i].PeerId);
        }

        json.Raw("],\"members\":["u8);
        for (var i = 0; i < list.Count; i++)
        {
            json.Raw(i > 0 ? ",{"u8 : "{"u8);
            About(ref json, list[i], self.IsPoliteToward(list[i]));
            if (list[i].Suspended) json.Raw(",\"suspended\":true"u8);
            json.Raw("}"u8);
        }

        json.Raw("],\"iceServers\":"u8);
        json.Raw(iceServers);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    /// <summary>Fresh credentials.</summary>
    public static void IceServers(PeerSocket socket, RoomSeat seat, ReadOnlySpan<byte> iceServers)
    {
        var json = socket.BeginEvent("ice-servers");
        Text(ref json, "{\"room\":"u8, seat.Room);
        json.Raw(",\"iceServers\":"u8);
        json.Raw(iceServers);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    public static void Presence(PeerSocket socket, string name, Member peer, bool polite, Code? reason)
    {
        var json = socket.BeginEvent(name);
        json.Raw("{"u8);
        About(ref json, peer, polite);
        if (reason is not null) Text(ref json, ",\"reason\":"u8, reason.Name);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    public static void Signal(PeerSocket socket, in ClientEvent e)
    {
        var signal = e.Signal;
        if (signal.Kind == SignalKind.Message && RoomEvent.TryTell(socket, signal.Payload, e.Peer!.PeerId)) return;
        var json = socket.BeginEvent(signal.Kind switch
        {
            SignalKind.Offer => "offer",
            SignalKind.Answer => "answer",
            SignalKind.Candidate => "ice-candidate",
            SignalKind.Message => "message",
            _ => "applied",
        });
        Text(ref json, "{\"fromPeerId\":"u8, e.Peer!.PeerId);
        json.Raw(signal.Kind switch
        {
            SignalKind.Offer or SignalKind.Answer => ",\"sdp\":"u8,
            SignalKind.Candidate => ",\"candidate\":"u8,
            SignalKind.Message => ",\"data\":"u8,
            _ => ",\"error\":"u8,
        });
        json.Raw(signal.Payload.IsEmpty ? "null"u8 : signal.Payload.Span);
        Number(ref json, ",\"seq\":"u8, signal.Kind == SignalKind.Applied ? signal.AppliedNumber : signal.Number);
        Number(ref json, ",\"timestamp\":"u8, socket.Services.Clock.Time.GetUtcNow().ToUnixTimeMilliseconds());
        if (signal.Negotiation != 0) Number(ref json, ",\"negotiation\":"u8, signal.Negotiation);
        if (signal.Connection is { } label) Text(ref json, ",\"connection\":"u8, label);
        Text(ref json, ",\"instance\":"u8, e.Peer.Instance);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    public static void Undelivered(PeerSocket socket, in ClientEvent e)
    {
        var json = socket.BeginEvent("undelivered");
        Text(ref json, "{\"targetPeerId\":"u8, e.Target!);
        Number(ref json, ",\"seq\":"u8, e.Number);
        Text(ref json, ",\"code\":"u8, e.Code!.Name);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    public static void Glare(PeerSocket socket, in ClientEvent e)
    {
        var json = socket.BeginEvent("glare");
        Text(ref json, "{\"targetPeerId\":"u8, e.Target!);
        Number(ref json, ",\"negotiation\":"u8, e.Negotiation);
        Bool(ref json, ",\"won\":"u8, e.Flag);
        json.Raw("}"u8);
        socket.EndEvent(ref json);
    }

    private static void About(ref JsonText json, Member peer, bool polite)
    {
        Text(ref json, "\"peerId\":"u8, peer.PeerId);
        Text(ref json, ",\"instance\":"u8, peer.Instance);
        Bool(ref json, ",\"polite\":"u8, polite);
        if (peer.Data.IsEmpty) return;
        json.Raw(",\"data\":"u8);
        json.Raw(peer.Data.Span);
    }

    private static void Text(ref JsonText json, ReadOnlySpan<byte> name, string value)
    {
        json.Raw(name);
        json.String(value);
    }

    private static void Number(ref JsonText json, ReadOnlySpan<byte> name, long value)
    {
        json.Raw(name);
        json.Number(value);
    }

    private static void Bool(ref JsonText json, ReadOnlySpan<byte> name, bool value)
    {
        json.Raw(name);
        json.Bool(value);
    }
}
