using Signaling.Core.Messages;
using Signaling.Simulation.Clients;

namespace Signaling.Simulation.Checkers;

/// <summary>P4: the roles of a pair are stable while both stay, and opposite. Who left and came back under its name may have another.</summary>
public sealed class RoleChecker : Checker
{
    private readonly Dictionary<(string, string), Told> _roles = [];

    public override void RoleTold(Page page, Member other, bool polite)
    {
        // Who never got the answer to its join is not there yet, in its own view.
        var there = World.Pages.FirstOrDefault(p => p.Name == other.Instance);
        if (there?.HasJoined != true) return;
        var told = new Told(polite, page.JoinOrder, other.JoinOrder);
        if (_roles.TryGetValue((page.Name, other.Instance), out var before) && before.Polite != polite) Fail($"{page.Name} toward {other.Instance} became {(polite ? "polite" : "impolite")}");
        _roles[(page.Name, other.Instance)] = told;

        // In a cluster one of the two may still hear of what was before the other left and came back.
        if (!_roles.TryGetValue((other.Instance, page.Name), out var opposite) || opposite.Polite != polite) return;
        if (!World.Server.IsCluster || (opposite.Own == told.Others && opposite.Others == told.Own)) Fail($"{page.Name} and {other.Instance} are both {(polite ? "polite" : "impolite")}");
    }

    public override void Gone(Page page, string instance)
    {
        _roles.Remove((page.Name, instance));
        _roles.Remove((instance, page.Name));
    }

    public override void Quiet()
    {
        var live = World.Users.Select(u => u.Page).OfType<Page>().Where(p => p.IsLive).ToArray();
        foreach (var page in live)
        {
            foreach (var other in live.Where(p => p.Room == page.Room && string.CompareOrdinal(p.Name, page.Name) > 0))
            {
                if (page.Roster.Peers.TryGetValue(other.Id, out var one) && other.Roster.Peers.TryGetValue(page.Id, out var two) && one.Polite == two.Polite)
                {
                    Fail($"{page.Name} and {other.Name} are both {(one.Polite ? "polite" : "impolite")} in the end");
                }
            }
        }
    }

    private readonly record struct Told(bool Polite, long Own, long Others);
}
