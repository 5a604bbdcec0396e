using Signaling.Core.Messages;
using Signaling.Simulation.Clients;

namespace Signaling.Simulation.Checkers;

/// <summary>P5: each arrival and departure is told once, and when it is quiet all views agree with each other and with the room.</summary>
public sealed class RosterChecker : Checker
{
    public override void PresenceTold(Page page, in ClientEvent e, RosterView.Seen? known)
    {
        // Without acknowledgements some of it may have been lost; the whole truth at the resume mends that.
        if (!page.Acks) return;
        var (id, instance) = (e.Peer!.PeerId, e.Peer.Instance);
        if (id == page.Id) Fail($"{page.Name} was told {e.Kind} of itself");
        switch (e.Kind)
        {
            case EventKind.PeerJoined when known is not null && !known.IsAway: Fail($"{page.Name} was told twice that {instance} joined"); break;
            case EventKind.PeerReset when known is null || known.Instance == instance: Fail($"{page.Name} was told that {instance} is new in place of {known?.Instance ?? "nobody"}"); break;
            case EventKind.PeerLeft when known?.Instance != instance: Fail($"{page.Name} was told that {instance} left, but knows {known?.Instance ?? "nobody"}"); break;
            case EventKind.PeerSuspended or EventKind.PeerResumed or EventKind.PeerUpdated when known?.Instance != instance:
                Fail($"{page.Name} was told {e.Kind} of {instance}, but knows {known?.Instance ?? "nobody"}");
                break;
        }
    }

    public override void Quiet()
    {
        foreach (var room in World.Users.GroupBy(u => u.Room))
        {
            var live = room.Select(u => u.Page).OfType<Page>().Where(p => p.IsLive).ToArray();
            var members = World.Server.MembersOf(room.Key);
            if (!members.Select(m => m.Instance).Order().SequenceEqual(live.Select(p => p.Name).Order())) Fail($"{room.Key} has {Text(members.Select(m => m.Instance))}, but live are {Text(live.Select(p => p.Name))}");
            foreach (var page in live)
            {
                var seen = page.Roster.Peers.Values;
                var others = live.Where(p => p != page).Select(p => p.Name);
                if (!seen.Select(s => s.Instance).Order().SequenceEqual(others.Order())) Fail($"{page.Name} sees {Text(seen.Select(s => s.Instance))} of {Text(live.Select(p => p.Name))}");
                if (seen.Any(s => s.Suspended || s.IsAway)) Fail($"{page.Name} sees somebody as suspended");
            }
        }
    }

    private static string Text(IEnumerable<string> names) => $"[{string.Join(' ', names.Order())}]";
}
