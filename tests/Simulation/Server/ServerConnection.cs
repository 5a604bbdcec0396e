using Signaling.Core.Cells;
using Signaling.Core.Effects;
using Signaling.Core.Peers;
using Signaling.Core.Sessions;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Network;

namespace Signaling.Simulation.Server;

/// <summary>The server's end of a connection.</summary>
public sealed class ServerConnection(SimSocket socket, Page page, SessionLimits limits, long now) : ISessionAddress
{
    public SimSocket Socket { get; } = socket;

    /// <summary>Who is at the other end; for checkers only.</summary>
    public Page Page { get; } = page;

    public Session Rules { get; } = new(limits, now);

    /// <summary>Counts the connections of its gateway.</summary>
    public long Id { get; set; }

    public RoomCell? Cell { get; set; }

    public Peer? Peer { get; set; }

    public bool Acks { get; set; }

    public bool IsClosed { get; set; }

    public bool IsSlow { get; set; }
}
