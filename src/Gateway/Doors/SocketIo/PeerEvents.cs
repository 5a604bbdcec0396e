using System.Runtime.InteropServices;
using System.Text.Json;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Sessions;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>What was wrong with an event.</summary>
internal readonly record struct Fault(Code Code, int RetryAfterMs = 0)
{
    public static implicit operator Fault(Code code) => new(code);
}

/// <summary>A client's events, into sessions: the tutorial's own, and any other as a message to the room.</summary>
internal static class PeerEvents
{
    /// <summary>Does what the event asks. Returns what was wrong with it.</summary>
    public static Fault? Handle(PeerSocket socket, JsonElement args, IReadOnlyList<byte[]> attachments)
    {
        var first = args.GetArrayLength() > 1 ? args[1] : default;
        return JsonFields.Text(args[0]) switch
        {
            null => Reasons.BadField,
            "join-room" => Join(socket, first),
            "leave-room" => Leave(socket, first),
            "offer" => Relay(socket, SignalKind.Offer, first, "sdp", "offer"),
            "answer" => Relay(socket, SignalKind.Answer, first, "sdp", "answer"),
            "ice-candidate" => Relay(socket, SignalKind.Candidate, first, "candidate", "iceCandidate"),
            "token" => Refresh(socket, first),
            var name when RoomEvent.IsOurs(name) => Reasons.UnknownType,
            var name => SendToRooms(socket, RoomEvent.Encode(name, args, attachments), first),
        };
    }

    private static Fault? Join(PeerSocket socket, JsonElement where)
    {
        if (RoomName(where) is not { } room) return Reasons.MissingField;
        if (!Name.IsValid(room) || !Name.IsValid(socket.FullName(room))) return Reasons.BadName;
        if (socket.SeatIn(socket.FullName(room)) is { } seat)
        {
            seat.TellRoster();
            return null;
        }

        var data = JsonFields.Field(where, "data") is { } json ? Raw(json) : [];
        if (data.Length > socket.Services.Limits.DataBytes) return Reasons.DataTooLarge;
        if (socket.TakeSeat(room) is not { } taken) return Reasons.AlreadyJoined;
        return taken.Call(session => session.Join(
            new JoinCommand(taken.FullName) { PeerId = socket.Id, Instance = socket.Instance, NewcomersOffer = true, Data = data, Token = socket.Token }));
    }

    /// <summary>A fresh token, itself or in a field, for all rooms of the socket.</summary>
    private static Fault? Refresh(PeerSocket socket, JsonElement what)
    {
        var text = JsonFields.Text(what) ?? (JsonFields.Field(what, "token") is { } field ? JsonFields.Text(field) : null);
        if (text is null) return Reasons.MissingField;
        socket.Token = text;
        foreach (var seat in socket.Seats)
        {
            if (seat.Call(session => session.Refresh(text)) is { } fault) return fault;
        }

        return null;
    }

    private static Fault? Leave(PeerSocket socket, JsonElement where)
    {
        var room = RoomName(where);
        var seats = socket.Seats.Where(seat => room is null || seat.Room == room).ToList();
        if (seats.Count == 0) return Reasons.NotJoined;
        foreach (var seat in seats)
        {
            if (seat.Call(session => session.Leave()) is { } fault) return fault;
        }

        return null;
    }

    private static Fault? Relay(PeerSocket socket, SignalKind kind, JsonElement fields, string payloadName, string otherName)
    {
        if (JsonFields.Field(fields, "targetPeerId") is not { } target || (JsonFields.Field(fields, payloadName) ?? JsonFields.Field(fields, otherName)) is not { } payload) return Reasons.MissingField;
        if (JsonFields.Text(target) is not { } targetId || !Name.IsValid(targetId)) return Reasons.BadName;
        var label = JsonFields.Field(fields, "connection") is { } connection ? JsonFields.Text(connection) ?? "" : null;
        if (label is not null && !Name.IsValid(label)) return Reasons.BadName;
        var signal = new Signal { Kind = kind, Connection = label, Payload = Raw(payload), Negotiation = kind == SignalKind.Answer ? Number(fields, "negotiation") : 0 };
        return SendTo(socket, targetId, fields, signal);
    }

    private static Fault? SendToRooms(PeerSocket socket, byte[] payload, JsonElement first)
    {
        if (payload.Length > socket.Services.Limits.MessageBytes) return Reasons.MessageTooLarge;
        var signal = new Signal { Kind = SignalKind.Message, Payload = payload };
        if (JsonFields.Field(first, "targetPeerId") is { } target)
            return JsonFields.Text(target) is { } id && Name.IsValid(id) ? SendTo(socket, id, first, signal) : Reasons.BadName;
        var room = first.ValueKind == JsonValueKind.Object ? RoomName(first) : null;
        var seats = socket.Seats.Where(seat => room is null || seat.Room == room).ToList();
        if (seats.Count == 0) return Reasons.NotJoined;
        foreach (var seat in seats)
        {
            if (seat.Call(session => session.Send(signal, [])) is { } fault) return fault;
        }

        return null;
    }

    /// <summary>
    /// Where the message names a room, to whoever has or will have that name there. Otherwise to whom the client can know of, in whichever room
    /// they share.
    /// </summary>
    private static Fault? SendTo(PeerSocket socket, string target, JsonElement fields, Signal signal)
    {
        if (target == socket.Id) return Reasons.BadTarget;
        if (!socket.Seats.Any()) return Reasons.NotJoined;
        var room = RoomName(fields);
        var seat = room is not null
            ? socket.Seats.FirstOrDefault(seat => seat.Room == room)
            : socket.Seats.FirstOrDefault(seat => seat.Knows(target)) ?? socket.Seats.FirstOrDefault(seat => seat.IsSettling);
        if (seat is null) return room is not null ? Reasons.NotJoined : Reasons.UnknownTarget;
        if (signal is { Connection: null, Kind: SignalKind.Answer or SignalKind.Candidate }) signal = signal with { Connection = seat.LabelOf(target) };
        return seat.Call(session => session.Send(signal, target));
    }

    /// <summary>The room itself, or the field that names it.</summary>
    private static string? RoomName(JsonElement where) =>
        JsonFields.Text(where) ?? ((JsonFields.Field(where, "room") ?? JsonFields.Field(where, "roomId")) is { } room ? JsonFields.Text(room) : null);

    private static long Number(JsonElement json, string name) =>
        JsonFields.Field(json, name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt64(out var number) && number > 0 ? number : 0;

    private static byte[] Raw(JsonElement json) => JsonMarshal.GetRawUtf8Value(json).ToArray();
}
