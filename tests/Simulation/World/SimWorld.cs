using Signaling.Simulation.Checkers;
using Signaling.Simulation.Clients;
using Signaling.Simulation.Network;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.World;

/// <summary>Everything of one run: one thread, virtual time, all choices from one tape.</summary>
public sealed class SimWorld
{
    private readonly List<User> _users = [];
    private readonly List<Page> _pages = [];

    public SimWorld(Tape tape, Plan plan, Func<SimWorld, ISimSystem>? system = null)
    {
        (Tape, Plan) = (tape, plan);
        Checkers = new CheckerSet(this);
        DelayMs = () => tape.Between(plan.DelayMsMin, plan.DelayMsMax);
        Server = system?.Invoke(this) ?? new SimServer(this);
    }

    public Tape Tape { get; }

    public Plan Plan { get; }

    public Agenda Agenda { get; } = new();

    public Trace Trace { get; } = new();

    public Ledger Ledger { get; } = new();

    public ISimSystem Server { get; }

    public CheckerSet Checkers { get; }

    public IReadOnlyList<User> Users => _users;

    /// <summary>All pages that ever were.</summary>
    public IReadOnlyList<Page> Pages => _pages;

    /// <summary>All sockets that ever were.</summary>
    public List<SimSocket> Sockets { get; } = [];

    /// <summary>Frames arrive only when they are pumped.</summary>
    public bool IsByHand { get; set; }

    private Func<int> DelayMs { get; }

    public int Delay() => DelayMs();

    public IEnumerable<ServerConnection> Connections => Server.Fronts.SelectMany(front => front.Connections);

    /// <summary>Where a page that connects now lands; null while nothing is up.</summary>
    public SimFront? PickFront()
    {
        var up = Server.Fronts.Where(front => front.IsUp).ToArray();
        return up.Length switch { 0 => null, 1 => up[0], _ => Tape.Pick(up) };
    }

    public User Add(User user)
    {
        _users.Add(user);
        return user;
    }

    public void Add(Page page) => _pages.Add(page);

    public void Note(string who, string what, string? whom = null, long number = 0, string? more = null) =>
        Trace.Add(Agenda.Now, who, what, whom, number, more);
}
