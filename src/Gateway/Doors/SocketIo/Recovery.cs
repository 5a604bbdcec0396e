using System.Text.Json;
using Signaling.Gateway.Tickets;

namespace Signaling.Gateway.Doors.SocketIo;

/// <summary>
/// Connection state recovery without state: the private id is a ticket that names the socket, an offset holds the tickets of its rooms and the
/// last number of each, so any gateway can go on. The client brings both back by itself.
/// </summary>
internal static class Recovery
{
    private const string SocketRoom = "socket.io";

    public static string Pid(string id, string instance, TicketMint tickets) =>
        tickets.Issue(new Ticket(SocketRoom, id, instance, 0, null, Acks: false, CanRollBack: true, 0));

    /// <summary>What every event ends with; empty outside rooms.</summary>
    public static string Offset(IEnumerable<RoomSeat> seats) =>
        string.Join(',', seats.Where(seat => seat.Ticket is not null).Select(seat => $"{seat.Ticket}:{seat.Seen}"));

    /// <summary>What a client claims to have been; null when it claims nothing, or nothing of ours.</summary>
    public static Claim? Read(JsonElement auth, TicketMint tickets, int roomsMax)
    {
        if (JsonFields.Field(auth, "pid") is not { } pid || JsonFields.Field(auth, "offset") is not { } offset) return null;
        if (JsonFields.Text(pid) is not { } pidText || JsonFields.Text(offset) is not { Length: > 0 } offsetText) return null;
        if (tickets.Read(pidText) is not { Room: SocketRoom } self) return null;
        var claim = new Claim(self.PeerId, self.Instance, pidText, []);
        foreach (var part in offsetText.Split(',', roomsMax + 1).Take(roomsMax))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (colon < 0 || !long.TryParse(part.AsSpan(colon + 1), out var seen) || seen < 0) return null;
            if (tickets.Read(part[..colon]) is not { } ticket || ticket.PeerId != self.PeerId || ticket.Instance != self.Instance) return null;
            claim.Rooms.Add(new ClaimedRoom(ticket.Room, part[..colon], seen));
        }

        return claim;
    }
}

/// <summary>Who a client says it was.</summary>
internal sealed record Claim(string Id, string Instance, string Pid, List<ClaimedRoom> Rooms);

/// <summary>A room it was in, the ticket for it, and the last number it had from it.</summary>
internal sealed record ClaimedRoom(string Room, string Ticket, long Seen);
