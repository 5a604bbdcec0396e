using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Gateway.Engine;

namespace Signaling.Gateway.Sessions;

/// <summary>What became of a message of the server's.</summary>
/// <param name="Refused">Why nothing was sent; null when it was.</param>
/// <param name="IsPending">Some receiver has neither confirmed it nor can it be said that it will not.</param>
/// <param name="Undelivered">Whom it did not reach, and why.</param>
public sealed record ServerSent(Code? Refused, bool IsPending, IReadOnlyList<(string PeerId, Code Code)> Undelivered);

/// <summary>
/// Speaks in rooms as the server. Its messages come from a member that nobody is told of, under a name that no client may take; it is in a
/// room only while something it sent there has no outcome. So the promises that hold for peers' messages hold for the server's.
/// </summary>
public sealed class ServerVoice(IEngine engine)
{
    /// <summary>How long a cluster may take to let the server into a room.</summary>
    private const int JoinMs = 5_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, ServerSeat> _seats = [];

    /// <summary>Sends to a peer, or to everybody in the room when <paramref name="target"/> is null; then waits for what becomes of it.</summary>
    public async Task<ServerSent> SendAsync(string room, string? target, ReadOnlyMemory<byte> data, TimeSpan patience, CancellationToken cancellation)
    {
        var seat = Take(room, out var isNew);
        if (isNew) engine.Join(seat, room, new JoinRequest(Member(), null));
        if (await Task.WhenAny(seat.Joined, Task.Delay(JoinMs, cancellation)) != seat.Joined)
        {
            _ = ReleaseAfterAsync(seat.Joined, room, seat); // it must not stay in the room when it gets in after all
            return new ServerSent(Reasons.ServerLost, false, []);
        }

        if (await seat.Joined is { } refusal)
        {
            Release(room, seat);
            return new ServerSent(refusal, false, []);
        }

        var sending = seat.Send(engine, target, data);
        _ = ReleaseAfterAsync(sending.Done, room, seat);
        await Task.WhenAny(sending.Done, Task.Delay(patience, cancellation));
        return sending.Outcome();
    }

    private static Member Member() => new()
    {
        PeerId = Name.Server, Instance = Guid.NewGuid().ToString("N")[..16], JoinOrder = 0, Acks = true, Unlisted = true, Identity = Name.Server,
    };

    private ServerSeat Take(string room, out bool isNew)
    {
        lock (_gate)
        {
            isNew = !_seats.TryGetValue(room, out var seat) || seat.HasEnded;
            if (isNew) _seats[room] = seat = new ServerSeat();
            seat!.Users++;
            return seat;
        }
    }

    private async Task ReleaseAfterAsync(Task done, string room, ServerSeat seat)
    {
        await done;
        Release(room, seat);
    }

    private void Release(string room, ServerSeat seat)
    {
        lock (_gate)
        {
            if (--seat.Users > 0) return;
            if (_seats.GetValueOrDefault(room) == seat) _seats.Remove(room);
        }

        if (!seat.HasEnded) engine.Leave(seat);
    }
}
