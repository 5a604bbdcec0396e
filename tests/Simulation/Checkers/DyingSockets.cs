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

    public override void Handling(ServerConnection from, Sent sent, IRoster roster) => _handledAt.TryAdd(sent, World.Agenda.Now);

    public override void Ended(ServerConnection connection) => _endedAt[connection.Page] = World.Agenda.Now;

    /// <summary>Whether a message that was not handed out may have been on its way to a connection of a page that ended.</summary>
    public bool MayHold(Sent sent, Page page) =>
        World.Server.IsCluster && !page.Acks && page.Room == sent.Sender.Room
        && _handledAt.TryGetValue(sent, out var handled) && _endedAt.GetValueOrDefault(page, -1) >= handled;
}
