using Signaling.Core.Cells;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Rooms;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Server;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Checkers;

/// <summary>All checkers of a run; each is told everything.</summary>
public sealed class CheckerSet
{
    private readonly List<Checker> _all;

    public CheckerSet(SimWorld world)
    {
        var dying = new DyingSockets();
        _all =
        [
            dying, new BoundsChecker(), new CandidateChecker(dying), new ExpiryChecker(), new FateChecker(dying), new LatePeerChecker(), new LeaseChecker(), new MembershipChecker(),
            new NegotiationChecker(), new NumberChecker(), new OnceChecker(), new OrderChecker(), new OrphanChecker(), new RoleChecker(),
            new RosterChecker(),
        ];
        foreach (var checker in _all) checker.World = world;
    }

    /// <summary>One more that watches.</summary>
    public void Add(Checker checker) => _all.Add(checker);

    public void Handling(ServerConnection from, Sent sent, IRoster roster)
    {
        foreach (var checker in _all) checker.Handling(from, sent, roster);
    }

    public void NotTaken(ServerConnection from, Sent sent)
    {
        foreach (var checker in _all) checker.NotTaken(from, sent);
    }

    public void Applying(ServerConnection from, Sent applied)
    {
        foreach (var checker in _all) checker.Applying(from, applied);
    }

    public void Acknowledging(ServerConnection from, long seen)
    {
        foreach (var checker in _all) checker.Acknowledging(from, seen);
    }

    public void HandedOut(ServerConnection to, in ClientEvent e, Sent? sent)
    {
        foreach (var checker in _all) checker.HandedOut(to, e, sent);
    }

    public void Ended(ServerConnection connection)
    {
        foreach (var checker in _all) checker.Ended(connection);
    }

    public void Crashed(SimFront front)
    {
        foreach (var checker in _all) checker.Crashed(front);
    }

    public void Cut()
    {
        foreach (var checker in _all) checker.Cut();
    }

    public void Settled(RoomCell cell)
    {
        foreach (var checker in _all) checker.Settled(cell);
    }

    public void Received(Page page, Sent sent, in ClientEvent e, bool isRepeat)
    {
        foreach (var checker in _all) checker.Received(page, sent, e, isRepeat);
    }

    public void PresenceTold(Page page, in ClientEvent e, RosterView.Seen? known)
    {
        foreach (var checker in _all) checker.PresenceTold(page, e, known);
    }

    public void RoleTold(Page page, Member other, bool polite)
    {
        foreach (var checker in _all) checker.RoleTold(page, other, polite);
    }

    public void Gone(Page page, string instance)
    {
        foreach (var checker in _all) checker.Gone(page, instance);
    }

    public void Numbered(Page page, in ClientEvent e, long seen)
    {
        foreach (var checker in _all) checker.Numbered(page, e, seen);
    }

    public void Unnumbered(Page page, in ClientEvent e)
    {
        foreach (var checker in _all) checker.Unnumbered(page, e);
    }

    public void Resumed(Page page, bool recovered)
    {
        foreach (var checker in _all) checker.Resumed(page, recovered);
    }

    public void Erred(Page page, in ClientEvent e)
    {
        foreach (var checker in _all) checker.Erred(page, e);
    }

    public void Resolved(Sent sent)
    {
        foreach (var checker in _all) checker.Resolved(sent);
    }

    public void UndeliveredAgain(Page page, long number, string target, Code code)
    {
        foreach (var checker in _all) checker.UndeliveredAgain(page, number, target, code);
    }

    public void Quiet()
    {
        foreach (var checker in _all) checker.Quiet();
    }

    public void Deserted()
    {
        foreach (var checker in _all) checker.Deserted();
    }
}
