using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// No promise, but what excuses: a client that does not acknowledge loses what is in its socket when that ends, and in a cluster also what is on the
/// way to its gateway then. (docs/protocol.md, section 5: delivered means handed to the socket.)
/// </summary>
public sealed class DyingSockets : Checker
{
    private readonly Dictionary<Sent, long> _handledAt = [];
    private readonly Dictionary<Page, long> _endedAt = [];
    private readonly Dictionary<Page, ServerConnection> _newest = [];

    public override void Handling(ServerConnection from, Sent sent, IRoster roster) => _handledAt.TryAdd(sent, World.Agenda.Now);

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e.Kind == EventKind.Resumed || (e.Kind == EventKind.ExistingPeers && e.Seq == 0)) _newest[to.Page] = to;
    }

    /// <summary>Whether a page has been welcomed on another connection since: in a cluster its old gateway may not know yet.</summary>
    public bool IsLeft(ServerConnection connection) => World.Server.IsCluster && _newest.GetValueOrDefault(connection.Page) != connection;

    public override void Ended(ServerConnection connection) => _endedAt[connection.Page] = World.Agenda.Now;

    /// <summary>Whether a message that was not handed out may have been on its way to a connection of a page that ended.</summary>
    public bool MayHold(Sent sent, Page page) =>
        World.Server.IsCluster && !page.Acks && page.Room == sent.Sender.Room
        && _handledAt.TryGetValue(sent, out var handled) && _endedAt.GetValueOrDefault(page, -1) >= handled;
}
