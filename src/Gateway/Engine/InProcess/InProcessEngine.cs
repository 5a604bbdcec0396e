using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Signaling.Core;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Gateway.Hosting;

namespace Signaling.Gateway.Engine.InProcess;

/// <summary>
/// Rooms in this process: one lock a room, events enqueued while it is held (so that order holds) and written out after. Nothing waits
/// for a receiver.
/// </summary>
public sealed partial class InProcessEngine : IEngine, IDisposable
{
    [ThreadStatic]
    private static EffectQueues? _queues;

    [ThreadStatic]
    private static List<IClient>? _touched;

    private readonly ConcurrentDictionary<string, RoomSlot> _rooms = new();
    private readonly Limits _limits;
    private readonly GatewayClock _clock;
    private readonly WakeClock _wakeClock;
    private readonly ILogger _logger;
    private readonly long _settledAt;
    private readonly ITombstones? _tombstones;

    /// <param name="limits">The bounds of rooms and peers.</param>
    /// <param name="clock">The time.</param>
    /// <param name="hadEarlierLife">Tickets of a process before this one may come: for the resume window rooms are made as settling.</param>
    /// <param name="logger">Where faults of this server's own go.</param>
    /// <param name="tombstones">Who may not come into rooms made anew.</param>
    public InProcessEngine(
        Limits limits, GatewayClock clock, bool hadEarlierLife, ILogger<InProcessEngine>? logger = null, ITombstones? tombstones = null)
    {
        (_tombstones, _logger) = (tombstones, logger ?? NullLogger<InProcessEngine>.Instance);
        (_limits, _clock) = (limits, clock);
        _settledAt = hadEarlierLife ? clock.NowMs + limits.ResumeWindowMs : 0;
        _wakeClock = new WakeClock(clock, Wake);
    }

    /// <summary>How many rooms there are.</summary>
    public int RoomCount => _rooms.Count;

    public void Join(IClient client, string room, JoinRequest request) =>
        InRoom(room, (slot, now) => client.Seat = new Seat(slot, slot.Cell.Join(client, request, now)));

    public void Resume(IClient client, string room, ResumeRequest request) =>
        InRoom(room, (slot, now) => client.Seat = new Seat(slot, slot.Cell.Resume(client, request, now)));

    public bool Send(IClient client, in Signal signal, ReadOnlySpan<char> target)
    {
        var seat = SeatOf(client);
        bool consumed;
        lock (seat.Room.Gate)
        {
            var now = Begin(seat.Room);
            consumed = seat.Room.Cell.Send(seat.Peer, client, signal, target, now);
            End(seat.Room);
        }

        FlushTouched();
        return consumed;
    }

    public void Acknowledge(IClient client, long seen) =>
        Call(client, seen, static (seat, client, seen, now) => seat.Room.Cell.Acknowledge(seat.Peer, client, seen, now));

    public void Update(IClient client, ReadOnlyMemory<byte> data) => Call(client, data, static (seat, client, data, now) => seat.Room.Cell.Update(seat.Peer, client, data, now));

    public void Leave(IClient client) => Call(client, 0, static (seat, client, _, now) => seat.Room.Cell.Leave(seat.Peer, client, now));

    public void Disconnect(IClient client, Disconnection how)
    {
        if (client.Seat is null) return;
        Call(client, how, static (seat, client, how, now) => seat.Room.Cell.Disconnect(seat.Peer, client, how, now));
    }

    public void Dispose() => _wakeClock.Dispose();

    private static Seat SeatOf(IClient client) => (Seat?)client.Seat ?? throw new InvalidOperationException("The client has not joined.");

    private T InRoom<T>(string room, Func<RoomSlot, long, T> act)
    {
        while (true)
        {
            var slot = _rooms.GetOrAdd(room, static (name, self) => self.Make(name), this);
            T result;
            lock (slot.Gate)
            {
                if (slot.IsForgotten) continue;
                var now = Begin(slot);
                slot.Remember(_tombstones, now);
                result = act(slot, now);
                End(slot);
            }

            FlushTouched();
            return result;
        }
    }

    private void Call<T>(IClient client, T argument, Action<Seat, IClient, T, long> call)
    {
        var seat = SeatOf(client);
        lock (seat.Room.Gate)
        {
            var now = Begin(seat.Room);
            call(seat, client, argument, now);
            End(seat.Room);
        }

        FlushTouched();
    }

    private void Wake(RoomSlot room)
    {
        try
        {
            lock (room.Gate)
            {
                room.WakesAt = long.MaxValue;
                if (room.IsForgotten) return;
                var now = Begin(room);
                if (room.Cell.WakeAt <= now) room.Cell.Tick(now);
                End(room);
            }

            FlushTouched();
        }
        catch (Exception e)
        {
            LogFault(_logger, e); // thrown on a timer's thread it would end the process, and all rooms with it
        }
    }

    private RoomSlot Make(string name)
    {
        var settling = _settledAt > _clock.NowMs;
        return new RoomSlot(name, ShortId.New(12), _limits, settling ? _settledAt : 0, Watch, _clock.NowMs);
    }

    /// <summary>Lends the room the thread's queues. They come back in <see cref="End"/>; a call that fails keeps them, with what it left in them.</summary>
    private long Begin(RoomSlot room)
    {
        room.Lend(_queues ?? EffectQueues.WithSpares());
        _queues = null;
        return _clock.NowMs;
    }

    /// <summary>Hands out what the call caused, sees to the next wake-up, and forgets an empty room.</summary>
    private void End(RoomSlot room)
    {
        var deliveries = room.Cell.Deliveries;
        var touched = _touched ??= [];
        while (deliveries.TryDequeue(out var delivery))
        {
            var client = (IClient)delivery.Session;
            client.Deliver(delivery.Event);
            if (touched.Count == 0 || touched[^1] != client) touched.Add(client);
        }

        _queues = room.TakeBack();
        if (room.IsForgotten) return; // a late word of somebody who was in it: the name may be another room's by now
        if (room.Cell.IsEmpty)
        {
            room.IsForgotten = true;
            _rooms.TryRemove(room.Cell.Name, out _);
            _wakeClock.Cancel(room);
        }
        else if (room.Cell.WakeAt < room.WakesAt)
        {
            room.WakesAt = room.Cell.WakeAt;
            _wakeClock.Schedule(room, room.WakesAt);
        }
    }

    private static void FlushTouched()
    {
        if (_touched is not { Count: > 0 } touched) return;
        _touched = null; // a flush may lead to another call on this thread
        foreach (var client in touched) client.Flush();
        touched.Clear();
        _touched = touched;
    }

    [LoggerMessage(1201, LogLevel.Error, "The clock of a room failed.")]
    private static partial void LogFault(ILogger logger, Exception exception);

    private sealed record Seat(RoomSlot Room, Peer Peer);
}
