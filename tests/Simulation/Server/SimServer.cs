using Signaling.Core.Cells;
using Signaling.Core.Codes;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Sessions;
using Signaling.Simulation.Network;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Server;

/// <summary>A process that holds rooms in memory. When it crashes all is lost but the key of its tickets.</summary>
public sealed class SimServer(SimWorld world)
{
    private readonly EffectQueues _queues = new();
    private readonly Dictionary<RoomCell, long> _wakes = [];
    private readonly byte[] _scratch = new byte[128 << 10];
    private long _settledAt;
    private int _made;

    public Dictionary<string, RoomCell> Cells { get; } = [];

    public List<ServerConnection> Connections { get; } = [];

    public bool IsUp { get; private set; } = true;

    /// <summary>Counts the lives of the process.</summary>
    public int Life { get; private set; } = 1;

    private long Now => world.Agenda.Now;

    public void Receive(ServerConnection connection, object frame)
    {
        if (connection.IsClosed) return;
        connection.Rules.Heard(Now);
        if (frame is CloseFrame close)
        {
            if (close.Code == 1000) Left(connection);
            else Lost(connection, close.Code == 1001 ? Disconnection.PageGone : Disconnection.Lost);
            return;
        }

        var up = (UpFrame)frame;
        if (up.Seen >= 0 && up.Ask != Ask.Resume && connection.Cell is not null) Acknowledge(connection, up.Seen);
        switch (up.Ask)
        {
            case Ask.Join or Ask.Resume: Begin(connection, up); break;
            case Ask.Send: Send(connection, up); break;
            case Ask.Update when Obey(connection, connection.Rules.Admit(0, Now), 0):
                connection.Cell?.Update(connection.Peer!, connection, "{}"u8.ToArray(), Now);
                break;
            case Ask.Leave when Obey(connection, connection.Rules.Admit(0, Now), 0): connection.Cell?.Leave(connection.Peer!, connection, Now); break;
            case Ask.Ping when Obey(connection, connection.Rules.Admit(0, Now), 0): connection.Socket.Down.Write(new Pong()); break;
        }

        After(connection.Cell);
    }

    /// <summary>The server notices that a connection is gone.</summary>
    public void Lost(ServerConnection connection, Disconnection how)
    {
        if (connection.IsClosed) return;
        connection.IsClosed = true;
        Connections.Remove(connection);
        world.Note("server", "lost", connection.Page.Name);
        if (connection.Cell is not { } cell) return;
        cell.Disconnect(connection.Peer!, connection, how, Now);
        After(cell);
    }

    /// <summary>The process dies: no frame in flight arrives, nobody is told anything.</summary>
    public void Crash()
    {
        world.Note("server", "crash");
        IsUp = false;
        Life++;
        Cells.Clear();
        _wakes.Clear();
        foreach (var connection in Connections.ToArray())
        {
            connection.IsClosed = true;
            connection.Socket.Up.Break();
            connection.Socket.Down.Break();
            var socket = connection.Socket;
            world.Agenda.In(world.Tape.Between(0, 500), () => socket.Page.Lost(socket, 1006));
        }

        Connections.Clear();
    }

    public void Start()
    {
        world.Note("server", "start");
        IsUp = true;
        _settledAt = Now + world.Plan.Limits.ResumeWindowMs;
    }

    private void Left(ServerConnection connection)
    {
        connection.IsClosed = true;
        Connections.Remove(connection);
        if (connection.Cell is not { } cell) return;
        cell.Leave(connection.Peer!, connection, Now);
        After(cell);
    }

    private void Begin(ServerConnection connection, UpFrame up)
    {
        if (!Obey(connection, connection.Rules.Begin(), 0)) return;
        connection.Acks = up.Member!.Acks;
        connection.Cell = CellOf(connection.Page.Room);
        if (up.Ask == Ask.Resume) world.Checkers.Acknowledging(connection, up.Seen);
        connection.Peer = up.Ask == Ask.Join
            ? connection.Cell.Join(connection, new JoinRequest(up.Member, up.TicketInstance), Now)
            : connection.Cell.Resume(connection, new ResumeRequest(up.Member, up.Seen), Now);
    }

    private void Acknowledge(ServerConnection connection, long seen)
    {
        world.Checkers.Acknowledging(connection, seen);
        connection.Cell!.Acknowledge(connection.Peer!, connection, seen, Now);
        After(connection.Cell);
    }

    private void Send(ServerConnection connection, UpFrame up)
    {
        var number = connection.Acks ? up.Sent?.Number ?? 0 : 0;
        if (!Obey(connection, connection.Rules.Admit(number, Now), number) || connection.Cell is not { } cell) return;
        if (up.Sent is not { } sent)
        {
            var applied = up.Applied!;
            world.Checkers.Applying(connection, applied);
            var receipt = new Signal { Kind = SignalKind.Applied, AppliedNumber = applied.Number, Connection = up.Connection };
            cell.Send(connection.Peer!, connection, receipt, applied.Sender.Id, Now);
            return;
        }

        // The payload is only lent: whoever keeps it without a copy keeps rubbish.
        var lent = _scratch.AsMemory(0, sent.Payload.Length);
        sent.Payload.CopyTo(lent);
        world.Checkers.Handling(connection, sent);
        if (!cell.Send(connection.Peer!, connection, sent.ToSignal(lent, up.IsDescribed), sent.Target, Now))
        {
            connection.Rules.NotConsumed(number);
            world.Checkers.NotTaken(connection, sent);
        }

        After(cell);
        lent.Span.Fill((byte)'z');
    }

    private RoomCell CellOf(string room)
    {
        if (Cells.TryGetValue(room, out var cell)) return cell;
        var fx = new EffectBuffer { Queues = _queues };
        return Cells[room] = new RoomCell(room, $"{Life}-{++_made}", world.Plan.Limits, _settledAt > Now ? _settledAt : 0, fx);
    }

    /// <summary>Hands out what a call caused, and sees to the next wake-up.</summary>
    private void After(RoomCell? cell)
    {
        if (cell is null) return;
        while (_queues.Deliveries.TryDequeue(out var delivery)) HandOut((ServerConnection)delivery.Session, delivery.Event);
        world.Checkers.Settled(cell);
        if (cell.IsEmpty) Cells.Remove(cell.Name);
        else if (cell.WakeAt != long.MaxValue) Wake(cell, cell.WakeAt);
    }

    private void Wake(RoomCell cell, long at)
    {
        if (_wakes.TryGetValue(cell, out var planned) && planned <= at) return;
        _wakes[cell] = at;
        world.Agenda.At(at, () =>
        {
            if (_wakes.GetValueOrDefault(cell) == at) _wakes.Remove(cell);
            if (!Cells.TryGetValue(cell.Name, out var there) || there != cell) return;
            if (cell.WakeAt <= Now) cell.Tick(Now);
            After(cell);
        });
    }

    private void HandOut(ServerConnection connection, in ClientEvent e)
    {
        if (connection.IsClosed) return;
        if (e.Kind == EventKind.Close)
        {
            world.Note("server", "close", connection.Page.Name, 0, e.Code!.Name);
            connection.IsClosed = true;
            Connections.Remove(connection);
            connection.Socket.CloseByServer(e.Code.Close == 0 ? 4002 : e.Code.Close);
            return;
        }

        var sent = e.Kind == EventKind.Signal && e.Signal.Kind != SignalKind.Applied ? world.Ledger.Find(e.Signal.Payload.Span) : null;
        world.Checkers.HandedOut(connection, e, sent);
        connection.Socket.Down.Write(new DownFrame(e.Kind == EventKind.Signal ? e.WithoutPayload() : e, sent));
        if (connection.Acks && connection.Rules.Told(e) is var asked and not 0)
        {
            var error = new ClientEvent { Kind = EventKind.Error, Code = Reasons.RateLimited, Number = asked, RetryAfterMs = 1 };
            connection.Socket.Down.Write(new DownFrame(error, null));
        }

        if (connection.Socket.Down.Count <= OutboxFrames || connection.IsSlow) return;
        connection.IsSlow = true;

        // It reads too slowly: it is closed, and what it has not read is lost.
        world.Note("server", "slow", connection.Page.Name);
        var socket = connection.Socket;
        world.Agenda.In(0, () => socket.Cut(world.Delay(), 0));
    }

    /// <summary>All that may be kept for a client must fit, or a resume alone would be too much for its socket, each time.</summary>
    private int OutboxFrames => (world.Plan.Limits.RetainedBytes / Core.Limits.ItemOverheadBytes) + world.Plan.Limits.UnresolvedMessages + 50;

    private bool Obey(ServerConnection connection, in Ruling ruling, long number)
    {
        switch (ruling.Verdict)
        {
            case Verdict.Accept:
                return true;
            case Verdict.Ignore:
                return false;
            default:
                var error = new ClientEvent { Kind = EventKind.Error, Code = ruling.Code, Number = number, RetryAfterMs = ruling.RetryAfterMs };
                connection.Socket.Down.Write(new DownFrame(error, null));
                if (ruling.Verdict != Verdict.Close) return false;
                Lost(connection, Disconnection.Lost);
                connection.Socket.CloseByServer(CloseCodes.Abusive);
                return false;
        }
    }
}

internal static class Frozen
{
    /// <summary>The event without its payload, which is valid only during the call; the ledger has it.</summary>
    public static ClientEvent WithoutPayload(this in ClientEvent e) => new()
    {
        Kind = e.Kind,
        Seq = e.Seq,
        Peer = e.Peer,
        Polite = e.Polite,
        Signal = e.Signal.WithPayload(default),
    };
}
