using Signaling.Core.Cells;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;

namespace Signaling.Core.Tests.Cells;

/// <summary>A room cell with clients at it and a clock that moves when told to. What a client is told is kept as short texts.</summary>
internal sealed class Desk
{
    /// <summary>When it begins: rooms count some numbers by the clock.</summary>
    public const long Start = 1_800_000_000_000;

    private readonly EffectBuffer _fx = new() { Queues = EffectQueues.WithSpares() };

    public Desk(Limits? limits = null, long settledAt = 0)
    {
        Limits = limits ?? new Limits();
        Cell = new RoomCell("room", "epoch", Limits, settledAt, _fx);
    }

    public Limits Limits { get; }

    public RoomCell Cell { get; }

    public long Now { get; private set; } = Start;

    /// <summary>A client that acknowledges at once what it gets, unless told otherwise.</summary>
    public Client Join(string id, bool acks = true, bool rollback = true, string? instance = null, string? ticket = null, string? identity = null, bool unlisted = false, bool othersOffer = false)
    {
        var client = new Client(this, new Member
        {
            PeerId = id,
            Instance = instance ?? id + "1",
            JoinOrder = 0,
            Acks = acks,
            CanRollBack = rollback,
            Identity = identity,
            Unlisted = unlisted,
            OthersOffer = othersOffer,
        });
        client.Join(ticket);
        return client;
    }

    /// <summary>A client that comes back with its ticket.</summary>
    public Client Return(Member ticket)
    {
        var client = new Client(this, ticket);
        client.Resume();
        return client;
    }

    /// <summary>Several clients who have heard of each other.</summary>
    public (Client First, Client Second) JoinTwo(bool acks = true, bool firstRollsBack = true, bool secondRollsBack = true, bool othersOffer = false)
    {
        var first = Join("a", acks, firstRollsBack, othersOffer: othersOffer);
        var second = Join("b", acks, secondRollsBack, othersOffer: othersOffer);
        first.Take();
        second.Take();
        return (first, second);
    }

    /// <summary>A moderator's deed; the names of those who were removed.</summary>
    public string Ban(string? peerId = null, string? identity = null, int ms = 60_000)
    {
        var removed = Cell.Ban(new Tombstone("room", peerId, identity, Now + ms), Now);
        HandOut();
        return string.Join(' ', removed.Select(peer => peer.PeerId));
    }

    /// <summary>Lets time pass, and the room do what is due in it.</summary>
    public void Pass(int ms)
    {
        var until = Now + ms;
        while (Cell.WakeAt <= until)
        {
            Now = Math.Max(Now, Cell.WakeAt);
            Cell.Tick(Now);
            HandOut();
        }

        Now = until;
    }

    public void HandOut()
    {
        while (Cell.Deliveries.TryDequeue(out var delivery)) ((Seat)delivery.Session).Take(delivery.Event);
    }
}
