using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Core.Sessions;
using Signaling.Simulation.Network;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Server;

/// <summary>A process that pages connect to: the door's part, whatever engine is behind it.</summary>
public abstract class SimFront(SimWorld world, string name)
{
    public string Name { get; } = name;

    public List<ServerConnection> Connections { get; } = [];

    public bool IsUp { get; private set; } = true;

    protected SimWorld World => world;

    protected long Now => world.Agenda.Now;

    private void End(ServerConnection connection)
    {
        connection.IsClosed = true;
        Connections.Remove(connection);
        world.Checkers.Ended(connection);
    }

    public void Receive(ServerConnection connection, object frame)
    {
        if (connection.IsClosed) return;
        connection.Rules.Heard(Now);
        if (frame is CloseFrame close)
        {
            if (close.Code != 1000)
            {
                Lost(connection, close.Code == 1001 ? Disconnection.PageGone : Disconnection.Lost);
                return;
            }

            End(connection);
            if (connection.Rules.HasAsked) Leave(connection);
            if (connection.Rules.HasAsked) Ended(connection);
            After(connection);
            return;
        }

        var up = (UpFrame)frame;
        if (up.Seen >= 0 && up.Ask != Ask.Resume && connection.Rules.HasAsked)
        {
            world.Checkers.Acknowledging(connection, up.Seen);
            Acknowledge(connection, up.Seen);
            After(connection);
        }

        switch (up.Ask)
        {
            case Ask.Join or Ask.Resume when Obey(connection, connection.Rules.Begin(), 0):
                connection.Acks = up.Member!.Acks;
                if (up.Ask == Ask.Resume) world.Checkers.Acknowledging(connection, up.Seen);
                Begin(connection, up);
                break;
            case Ask.Send:
                var number = connection.Acks ? up.Sent?.Number ?? 0 : 0;
                if (Obey(connection, connection.Rules.Admit(number, Now), number) && connection.Rules.HasAsked) Send(connection, up);
                break;
            case Ask.Update when Obey(connection, connection.Rules.Admit(0, Now), 0): Update(connection, "{}"u8.ToArray()); break;
            case Ask.Leave when Obey(connection, connection.Rules.Admit(0, Now), 0): Leave(connection); break;
            case Ask.Ping when Obey(connection, connection.Rules.Admit(0, Now), 0): Write(connection, new Pong()); break;
        }

        After(connection);
    }

    /// <summary>The server notices that a connection is gone.</summary>
    public void Lost(ServerConnection connection, Disconnection how)
    {
        if (connection.IsClosed) return;
        End(connection);
        world.Note(Name, "lost", connection.Page.Name);
        if (!connection.Rules.HasAsked) return;
        Disconnect(connection, how);
        After(connection);
    }

    /// <summary>The process dies: no frame in flight arrives, nobody is told anything.</summary>
    public virtual void Crash()
    {
        world.Note(Name, "crash");
        world.Checkers.Crashed(this);
        IsUp = false;
        foreach (var connection in Connections)
        {
            connection.IsClosed = true;
            world.Checkers.Ended(connection);
            connection.Socket.Up.Break();
            connection.Socket.Down.Break();
            var socket = connection.Socket;
            world.Agenda.In(world.Tape.Between(0, 500), () => socket.Page.Lost(socket, 1006));
        }

        Connections.Clear();
    }

    public virtual void Start()
    {
        world.Note(Name, "start");
        IsUp = true;
    }

    protected abstract void Begin(ServerConnection connection, UpFrame up);

    protected abstract void Send(ServerConnection connection, UpFrame up);

    protected abstract void Acknowledge(ServerConnection connection, long seen);

    protected abstract void Update(ServerConnection connection, ReadOnlyMemory<byte> data);

    protected abstract void Leave(ServerConnection connection);

    protected abstract void Disconnect(ServerConnection connection, Disconnection how);

    /// <summary>The page closed the connection for good, after its leave.</summary>
    protected virtual void Ended(ServerConnection connection)
    {
    }

    /// <summary>Something was asked of the engine: hands out what it caused.</summary>
    protected abstract void After(ServerConnection connection);

    protected static Signal Receipt(UpFrame up) => new() { Kind = SignalKind.Applied, AppliedNumber = up.Applied!.Number, Connection = up.Connection };

    protected void HandOut(ServerConnection connection, in ClientEvent e)
    {
        if (connection.IsClosed) return;
        if (e.Kind == EventKind.Close)
        {
            world.Note(Name, "close", connection.Page.Name, 0, e.Code!.Name);
            End(connection);
            connection.Socket.CloseByServer(e.Code.Close == 0 ? 4002 : e.Code.Close);
            return;
        }

        var sent = e.Kind == EventKind.Signal && e.Signal.Kind != SignalKind.Applied ? world.Ledger.Find(e.Signal.Payload.Span) : null;
        world.Checkers.HandedOut(connection, e, sent);
        Write(connection, new DownFrame(e.Kind == EventKind.Signal ? e.WithoutPayload() : e, sent));
        if (connection.Acks && connection.Rules.Told(e) is var asked and not 0)
        {
            var error = new ClientEvent { Kind = EventKind.Error, Code = Reasons.RateLimited, Number = asked, RetryAfterMs = 1 };
            Write(connection, new DownFrame(error, null));
        }
    }

    /// <summary>Whatever a page is told counts in the bound, also what the door says by itself. Who reads too slowly is closed, and what it has not read is lost.</summary>
    private void Write(ServerConnection connection, object frame)
    {
        if (connection.IsSlow) return; // it is being cut, with what is in it
        connection.Socket.Down.Write(frame);
        if (connection.Socket.Down.Count <= world.Plan.OutboxFrames(connection.Page.Acks)) return;
        connection.IsSlow = true;
        world.Note(Name, "slow", connection.Page.Name);
        var socket = connection.Socket;
        world.Agenda.In(0, () => socket.Cut(world.Delay(), 0));
    }

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
                Write(connection, new DownFrame(error, null));
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
