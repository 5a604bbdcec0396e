using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.Checkers;

/// <summary>P2, P6: the server's numbers have no gap, a resumed session is whole unless the server crashed, and honest clients do not err.</summary>
public sealed class NumberChecker : Checker
{
    private const long Unknown = -1;

    private readonly Dictionary<Page, (long Speaker, long JoinOrder)> _speakers = [];
    private readonly HashSet<Page> _spoke = [];
    private readonly HashSet<ServerConnection> _welcomed = [];
    private readonly Dictionary<Page, long> _goesOnWith = [];

    public override void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        if (e.Kind == EventKind.ExistingPeers && e.Seq == 0 && e.View!.Self.Instance == to.Page.Name) _speakers[to.Page] = (World.Server.Speaker, e.View!.Self.JoinOrder);
        if (e.Kind == EventKind.ExistingPeers && e.Seq > 0 && _goesOnWith.GetValueOrDefault(to.Page) == Unknown) _goesOnWith[to.Page] = e.Seq;
        if (e.Kind == EventKind.Resumed || (e.Kind == EventKind.ExistingPeers && e.Seq == 0)) GoesOn(to, isUnprompted: !_welcomed.Add(to));
        if (e.Kind != EventKind.Resumed || to.Page.IsOver) return;
        var isTheSame = to.Page.Acks && _speakers.GetValueOrDefault(to.Page) == (World.Server.Speaker, e.View!.Self.JoinOrder);
        if (e.Flag && !isTheSame && !World.Server.IsCluster) Fail($"{to.Page.Name} was told that its session is whole, but the server has forgotten");
        if (!e.Flag && isTheSame && _spoke.Contains(to.Page)) Fail($"{to.Page.Name} was told that its session is lost, but the server remembers");
        _speakers[to.Page] = (World.Server.Speaker, e.View!.Self.JoinOrder);
        if (!e.Flag) _spoke.Remove(to.Page);
    }

    /// <summary>Under a living connection numbers go on from those of an actor that was lost, which nobody knows but who has acknowledged the first of the new.</summary>
    private void GoesOn(ServerConnection to, bool isUnprompted)
    {
        _goesOnWith.Remove(to.Page);
        if (!isUnprompted || !to.Page.Acks) return;
        _goesOnWith[to.Page] = Unknown;
        _spoke.Remove(to.Page);
    }

    public override void Handling(ServerConnection from, Sent sent, IRoster roster)
    {
        if (!_goesOnWith.ContainsKey(from.Page)) _spoke.Add(from.Page);
    }

    public override void Acknowledging(ServerConnection from, long seen)
    {
        if (_goesOnWith.TryGetValue(from.Page, out var first) && (first == Unknown || seen < first)) return;
        _goesOnWith.Remove(from.Page);
        if (from.Peer is not null) _spoke.Add(from.Page); // in a cluster, only what has come to its actor counts
    }

    public override void Numbered(Page page, in ClientEvent e, long seen)
    {
        if (!page.Acks) Fail($"{page.Name} does not acknowledge and got number {e.Seq}");
        if (e.Seq > seen + 1) Fail($"{page.Name} got {e.Kind} as {e.Seq} after {seen}");
    }

    public override void Unnumbered(Page page, in ClientEvent e)
    {
        if (page.Acks) Fail($"{page.Name} acknowledges and got {e.Kind} without a number");
    }

    public override void Erred(Page page, in ClientEvent e)
    {
        if (e.Code == Reasons.BadSeen || e.Code == Reasons.MissingSeq || e.Code == Reasons.NotJoined || e.Code == Reasons.AlreadyJoined) Fail($"{page.Name} was told {e.Code}");
    }
}
