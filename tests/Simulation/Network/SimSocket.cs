using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Network;

/// <summary>A connection between a page and the server: two pipes, and two ends that each learn of its end in their own time.</summary>
public sealed class SimSocket
{
    private readonly Agenda _agenda;

    public SimSocket(SimWorld world, Page page, SimFront server)
    {
        _agenda = world.Agenda;
        Page = page;
        Server = new ServerConnection(this, page, world.Plan.SessionLimits, world.Agenda.Now);
        Up = new Pipe(_agenda, world.Delay, frame => server.Receive(Server, frame));
        Down = new Pipe(_agenda, world.Delay, frame => page.Receive(this, frame));
        if (world.IsByHand)
        {
            Up.Pause();
            Down.Pause();
        }

        Host = server;
        server.Connections.Add(Server);
        world.Sockets.Add(this);
    }

    public Page Page { get; }

    public SimFront Host { get; }

    public ServerConnection Server { get; }

    /// <summary>To the server.</summary>
    public Pipe Up { get; }

    /// <summary>To the client.</summary>
    public Pipe Down { get; }

    /// <summary>Everything in flight is lost; the ends notice after these times.</summary>
    public void Cut(int clientNoticesMs, int serverNoticesMs)
    {
        Up.Break();
        Down.Break();
        _agenda.In(clientNoticesMs, () => Page.Lost(this, 1006));
        _agenda.In(serverNoticesMs, () => Host.Lost(Server, Core.Peers.Disconnection.Lost));
    }

    /// <summary>The page closes it: what it sent before still arrives.</summary>
    public void CloseByClient(int code)
    {
        Up.Write(new CloseFrame(code));
        Down.Break();
    }

    /// <summary>The server closes it: what it sent before still arrives.</summary>
    public void CloseByServer(int code)
    {
        Down.Write(new CloseFrame(code));
        Up.Break();
    }
}
