using Signaling.Simulation.Clients;

namespace Signaling.Simulation.Checkers;

/// <summary>P4: in the end both sides of a pair are stable, on the same negotiation. (What a browser would reject, the calls report.)</summary>
public sealed class NegotiationChecker : Checker
{
    public override void Quiet()
    {
        var live = World.Users.Select(u => u.Page).OfType<Page>().Where(p => p is { IsLive: true, Acks: true, User.NamesInstances: true }).ToArray();
        foreach (var one in live)
        {
            foreach (var other in live.Where(p => p.Room == one.Room && p != one)) Check(one, other);
        }
    }

    private void Check(Page one, Page other)
    {
        foreach (var call in one.Calls.All.Where(c => c.PeerId == other.Id))
        {
            var (mine, theirs) = (call, other.Calls.Find(one.Id, call.Label));
            if (mine.IsSecond || theirs?.IsSecond == true || mine.HasGivenUp || mine.Agreed?.IsStray == true || theirs?.HasGivenUp == true) continue;
            if (mine.Pending is { IsStale: false }) Fail($"{one.Name} still waits for an answer to {mine.Pending}");
            if (one.Calls.Crosses(other.Id)) continue;
            if (mine.Agreed != theirs?.Agreed) Fail($"{one.Name} agreed on {mine.Agreed}, {other.Name} on {theirs?.Agreed}");
            if (mine.Agreed is not null && (mine.LocalUfrag != theirs!.RemoteUfrag || mine.RemoteUfrag != theirs.LocalUfrag)) Fail($"{one.Name} and {other.Name} differ in their ufrags");
        }
    }
}
