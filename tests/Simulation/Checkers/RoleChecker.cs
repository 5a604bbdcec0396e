using Signaling.Core.Messages;
using Signaling.Simulation.Clients;

namespace Signaling.Simulation.Checkers;

/// <summary>P4: the roles of a pair are stable while both stay, and opposite.</summary>
public sealed class RoleChecker : Checker
{
    private readonly Dictionary<(string, string), bool> _roles = [];

    public override void RoleTold(Page page, Member other, bool polite)
    {
        // Who never got the answer to its join is not there yet, in its own view.
        if (World.Pages.FirstOrDefault(p => p.Name == other.Instance)?.HasJoined != true) return;
        if (!_roles.TryAdd((page.Name, other.Instance), polite) && _roles[(page.Name, other.Instance)] != polite) Fail($"{page.Name} toward {other.Instance} became {(polite ? "polite" : "impolite")}");
        if (_roles.TryGetValue((other.Instance, page.Name), out var opposite) && opposite == polite) Fail($"{page.Name} and {other.Instance} are both {(polite ? "polite" : "impolite")}");
    }
}
