using System.Collections.Concurrent;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Sessions;
using Signaling.Gateway.Hosting;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// A client at a namespace: in some rooms, in each under its socket's id. <see cref="PeerEvents"/> turns its events into what sessions take, a
/// <see cref="RoomSeat"/> turns what they tell into events.
/// </summary>
internal sealed class PeerSocket : INamespaceSocket
{
    private const int RoomsMax = 8;

    private readonly SessionServices _services;
    private readonly bool _recovers;
    private readonly ConcurrentDictionary<string, RoomSeat> _seats = new();
    private RateLimiter _rate;
    private int _refusedInARow;
    private bool _welcomed;
    private string? _pid;

    public PeerSocket(SessionServices services, SocketChannel channel, bool recovers)
    {
        (_services, Channel, _recovers) = (services, channel, recovers);
        (Id, Instance) = (services.NewId(), services.NewId());
        _rate = new RateLimiter(services.SessionLimits.MessagesPerSecond, services.SessionLimits.MessagesBurst);
    }

    public SocketChannel Channel { get; }

    public SessionServices Services => _services;

    /// <summary>The socket's id: its peer's name in every room.</summary>
    public string Id { get; private set; }

    public string Instance { get; private set; }

    public IEnumerable<RoomSeat> Seats => _seats.Values;

    /// <summary>Rooms have one name space; what is not the main namespace has its part of it.</summary>
    public string FullName(string room) => Channel.Name == "/" ? room : $"{Channel.Name}/{room}";

    public RoomSeat? SeatIn(string fullName) => _seats.GetValueOrDefault(fullName);

    /// <summary>A seat in one more room; null when it has as many as it may have.</summary>
    public RoomSeat? TakeSeat(string room)
    {
        if (_seats.Count >= RoomsMax) return null;
        var seat = new RoomSeat(this, room, FullName(room));
        return _seats.TryAdd(seat.FullName, seat) ? seat : null;
    }

    public void Remove(RoomSeat seat) => _seats.TryRemove(KeyValuePair.Create(seat.FullName, seat));

    /// <summary>The token that the client connected with.</summary>
    public string? Token { get; set; }

    public void OnConnect(JsonElement auth)
    {
        Token = JsonFields.Field(auth, "token") is { } token ? JsonFields.Text(token) : null;
        if (_services.Access.NeedsToken && _services.Access.Check(Token) is { Grant: null } verdict)
        {
            SocketReply.RefuseConnect(this, verdict.Code!, verdict.RetryAfterMs);
            Channel.Leave();
            return;
        }

        if (!_recovers || Recovery.Read(auth, _services.Tickets, RoomsMax) is not { } claim)
        {
            Welcome();
            return;
        }

        (Id, Instance, _pid) = (claim.Id, claim.Instance, claim.Pid);
        var prefix = FullName("");
        var seats = claim.Rooms.Where(room => room.Room.StartsWith(prefix, StringComparison.Ordinal))
            .Select(room => (Room: room, Seat: TakeSeat(room.Room[prefix.Length..]))).Where(pair => pair.Seat is not null).ToList();
        if (seats.Count == 0) Recovered(false);
        foreach (var (room, seat) in seats) seat!.Resume(room.Ticket, room.Seen);
    }

    /// <summary>A room that was claimed answered, or is gone: the first that is still there makes the client who it was.</summary>
    public void Recovered(bool succeeded)
    {
        if (_welcomed || (!succeeded && !_seats.IsEmpty)) return;
        if (!succeeded) (Id, Instance, _pid) = (_services.NewId(), _services.NewId(), null);
        Welcome();
    }

    public void OnEvent(SocketPacket packet, IReadOnlyList<byte[]> attachments)
    {
        var reply = new SocketReply(this, packet.AckId);
        if (!_rate.TryTake(_services.Clock.NowMs, out var waitMs))
        {
            if (++_refusedInARow > _services.SessionLimits.RefusedInARow) Channel.Close(Reasons.Abusive.Close, Reasons.Abusive.Name);
            else reply.Refuse(Reasons.RateLimited, waitMs);
            Channel.Flush();
            return;
        }

        _refusedInARow = 0;
        var fault = PeerEvents.Handle(this, packet.Json, attachments);
        if (fault is { } told) reply.Refuse(told.Code, told.RetryAfterMs);
        else reply.Accept();
        Channel.Flush();
    }

    public void OnClosed(int code)
    {
        foreach (var seat in Seats) seat.Session.Disconnected(code);
    }

    public void OnShutdown()
    {
        foreach (var seat in Seats) seat.Session.Refuse(Reasons.ShuttingDown, GatewayOptions.ShutdownRetryMs());
    }

    public void OnTick(long nowMs)
    {
        foreach (var (_, seat) in _seats) seat.OnTick(nowMs);
    }

    /// <summary>An event up to its first argument.</summary>
    public JsonText BeginEvent(string name, int attachments = 0)
    {
        var json = Channel.Begin(SocketType.Event, attachments);
        json.Raw("["u8);
        json.String(name);
        json.Raw(","u8);
        return json;
    }

    /// <summary>Ends an event and sends it. Its last argument is what the client brings back to be recovered.</summary>
    public void EndEvent(ref JsonText json, IReadOnlyList<byte[]>? attachments = null)
    {
        if (_recovers)
        {
            json.Raw(","u8);
            json.String(Recovery.Offset(Seats));
        }

        json.Raw("]"u8);
        Channel.Send(json, attachments);
    }

    private void Welcome()
    {
        _welcomed = true;
        var json = Channel.Begin(SocketType.Connect);
        json.Raw("{\"sid\":"u8);
        json.String(Id);
        if (_recovers)
        {
            json.Raw(",\"pid\":"u8);
            json.String(_pid ??= Recovery.Pid(Id, Instance, _services.Tickets));
        }

        json.Raw("}"u8);
        Channel.Send(json);
        Channel.Flush();
    }
}
