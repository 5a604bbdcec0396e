using Signaling.Core.Messages;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Cluster;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>
/// P5: within a stated time. When a gateway dies, its room knows within the lease: whose client was connected there and has not come back is not
/// called present any more. Nothing is said where the room was lost meanwhile, or hosts were cut from each other, or the clock jumped.
/// </summary>
public sealed class LeaseChecker : Checker
{
    /// <summary>A renewal may be that late, and be sent again.</summary>
    private const int SlackMs = 5_000;

    private readonly Dictionary<Page, long> _welcomedAt = [];
    private long _cutAt = long.MinValue;

    public override void Cut() => _cutAt = World.Agenda.Now;

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e.Kind is EventKind.ExistingPeers or EventKind.Resumed) _welcomedAt[to.Page] = World.Agenda.Now;
    }

    public override void Crashed(SimFront front)
    {
        if (World.Server is not SimCluster cluster) return;
        var at = World.Agenda.Now;
        var pages = front.Connections.Where(connection => connection.Page.IsLive && connection.Page.Socket?.Server == connection)
            .Select(connection => (connection.Page, Epoch: cluster.RoomEpoch(connection.Page.Room)))
            .ToList();
        World.Agenda.In(World.Plan.Limits.GatewayLeaseMs + SlackMs, () =>
        {
            if (_cutAt > at - World.Plan.Limits.GatewayLeaseMs || World.Agenda.JumpedAt > at) return;
            foreach (var (page, epoch) in pages) Check(cluster, page, epoch, at);
        });
    }

    private void Check(SimCluster cluster, Page page, long epoch, long crashedAt)
    {
        if (_welcomedAt.GetValueOrDefault(page) > crashedAt) return; // it came back, and may have gone again
        if (epoch == 0 || cluster.RoomEpoch(page.Room) != epoch || World.Connections.Any(connection => connection.Page == page)) return;
        if (cluster.MembersOf(page.Room).Any(member => member.Instance == page.Name && !member.Suspended))
        {
            Fail($"{page.Name} is still present, {World.Agenda.Now - crashedAt} ms after its gateway died");
        }
    }
}
