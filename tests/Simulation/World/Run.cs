using Signaling.Simulation.Clients;
using Signaling.Simulation.Cluster;
using Signaling.Simulation.Server;

namespace Signaling.Simulation.World;

/// <summary>
/// One run of two phases. Safety: users and faults do as they please, and nothing wrong may be seen. Liveness: faults stop, and within a
/// bounded time all must be well. Then all leave, and nothing may remain.
/// </summary>
public sealed class Run
{
    /// <summary>The resume window, the settling of a lost room, the wait for an unknown receiver, and back-offs, one after the other.</summary>
    private const int RecoveryMs = 240_000;

    /// <summary>A backlog larger than the bounds goes out in portions, one for each wait.</summary>
    private const int PortionsMax = 30;

    private const int ToldEntries = 1_000_000;
    private const int LooksMax = 30;
    private const int MomentMs = 700;

    private readonly SimWorld _world;
    private readonly Deeds _deeds;

    public Run(Tape tape, Plan plan, Func<SimWorld, ISimSystem>? system = null)
    {
        _world = new SimWorld(tape, plan, system);
        _deeds = new Deeds(_world);
        for (var i = 0; i < plan.Users; i++)
        {
            for (var room = 0; room < plan.Rooms; room++)
            {
                _world.Add(new User(_world, $"{(char)('a' + i)}", $"room{room}")
                {
                    Acks = !tape.Chance(plan.WithoutAcks),
                    NamesInstances = !tape.Chance(plan.WithoutInstances),
                    CanRollBack = !tape.Chance(plan.WithoutRollback),
                    SendsReceipts = !tape.Chance(plan.WithoutReceipts),
                    IsHasty = tape.Chance(plan.Hasty),
                    IsGreedy = tape.Chance(plan.Greedy),
                });
            }
        }
    }

    public SimWorld World => _world;

    /// <summary>The run of a seed, on one node or on a cluster.</summary>
    public static Run Of(ulong seed, Shape shape, bool isTold = false)
    {
        var tape = new RandomTape(seed);
        var plan = Plan.Draw(tape);
        if (shape == Shape.OneNode) return Told(new Run(tape, plan), isTold);
        var cluster = ClusterPlan.Draw(tape) with { IsTold = isTold };
        plan.Weights[(int)Deed.Crash] = shape == Shape.Cluster ? tape.Pick([0, 1, 4, 16]) : 0;
        if (shape == Shape.CalmCluster)
        {
            cluster = cluster with { Lost = 0, Late = 0, Twice = 0 };
            plan.Weights[(int)Deed.Jump] = 0;
        }

        if (shape == Shape.StillCluster)
        {
            cluster = cluster with { Silos = Math.Max(2, cluster.Silos), Lost = 0, Late = 0, Twice = 0, StandsStill = true };
            plan.Weights[(int)Deed.Jump] = 0;
            plan.Weights[(int)Deed.Crash] = 4;
            if (seed % 2 == 0) plan = plan.OfTwoThatTalk(tape);
        }

        return Told(new Run(tape, plan, world => new SimCluster(world, cluster)), isTold);
    }

    private static Run Told(Run run, bool isTold)
    {
        if (isTold) run.World.Trace.Keep(ToldEntries);
        return run;
    }

    public void Go()
    {
        for (var i = 0; i < _world.Plan.Actions; i++)
        {
            _deeds.Do();
            _world.Agenda.RunUntil(_world.Agenda.Now + _world.Tape.Next(_world.Plan.PauseMs + 1));
        }

        Recover();
        Desert();
    }

    public void Recover()
    {
        _world.Note("world", "faults stop");
        _deeds.Stop();
        _world.Agenda.RunUntil(_world.Agenda.Now + RecoveryMs);

        // A page may be at it still; then what is on its way to it is acknowledged in a moment. Or it tries again meanwhile.
        for (var (portions, looks) = (0, 0); portions < PortionsMax && looks < LooksMax;)
        {
            var isAtIt = _world.Users.Any(u => u.Page?.Outbox.Kept.Count > 0);
            if (!isAtIt && !_world.Server.Kept().Any()) break;
            _world.Agenda.RunUntil(_world.Agenda.Now + (isAtIt ? RecoveryMs : MomentMs));
            if (isAtIt) portions++;
            else looks++;
        }

        _world.Note("world", "quiet");
        _world.Checkers.Quiet();
    }

    public void Desert()
    {
        foreach (var user in _world.Users)
        {
            if (user.Page is not { } page) continue;
            if (_world.Tape.Chance(50)) page.Leave(withMessage: true);
            else page.Close(politely: _world.Tape.Chance(50));
        }

        _world.Agenda.RunUntil(_world.Agenda.Now + RecoveryMs);
        _world.Note("world", "deserted");
        _world.Checkers.Deserted();
    }
}

/// <summary>What serves the pages.</summary>
public enum Shape
{
    OneNode,

    /// <summary>Gateways and silos between which nothing goes wrong; pages and their sockets have all their faults.</summary>
    CalmCluster,

    /// <summary>Silos stand still for seconds, are replaced and go on; nothing else goes wrong between processes.</summary>
    StillCluster,

    Cluster,
}
