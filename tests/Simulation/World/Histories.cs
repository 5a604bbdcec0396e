using Signaling.Simulation.Clients;
using Signaling.Simulation.Cluster;
using Signaling.Simulation.Network;

namespace Signaling.Simulation.World;

/// <summary>
/// All histories of two peers up to a depth. Both are in a room; then each step is one of all that can happen: one of them does something, one
/// frame arrives, a socket breaks, the server or an actor of it is lost, a second passes. After the last step faults stop, and all must be well.
/// </summary>
public static class Histories
{
    private const int TickMs = 1_000;

    /// <summary>How long a step takes: in a cluster, what it causes between actors is done by then.</summary>
    private static int StepMs(Shape shape) => shape == Shape.OneNode ? 1 : 20;

    /// <summary>Runs all of them, and tells what became of each.</summary>
    public static IEnumerable<History> All(int depth, Shape shape)
    {
        var choices = new ExhaustiveTape();
        do
        {
            yield return Try(depth, shape, choices);
        }
        while (choices.Advance());
    }

    private static History Try(int depth, Shape shape, ExhaustiveTape choices)
    {
        var steps = new List<string>();
        var run = new Run(new FirstTape(), new Plan { DelayMsMax = 1 }, shape == Shape.OneNode ? null : world => new SimCluster(world, new ClusterPlan { Gateways = 1, Silos = 1 }));
        var failure = Swarm.FailureOf(() =>
        {
            Gather(run.World);
            while (steps.Count < depth)
            {
                var (name, action) = choices.Pick(Possible(run.World));
                steps.Add(name);
                action();
                run.World.Agenda.RunUntil(run.World.Agenda.Now + StepMs(shape));
            }

            Release(run.World);
            run.Recover();
            run.Desert();
        });
        return new History(string.Join(", ", steps), failure);
    }

    private static void Gather(SimWorld world)
    {
        foreach (var user in world.Users)
        {
            user.Open(withTicket: false);
            world.Agenda.RunUntil(world.Agenda.Now + TickMs);
        }

        world.IsByHand = true;
        foreach (var socket in world.Sockets) Pause(socket);
    }

    private static void Release(SimWorld world)
    {
        world.IsByHand = false;
        foreach (var socket in world.Sockets.ToArray())
        {
            socket.Up.Continue();
            socket.Down.Continue();
        }
    }

    private static void Pause(SimSocket socket)
    {
        socket.Up.Pause();
        socket.Down.Pause();
    }

    private static List<(string Name, Action Do)> Possible(SimWorld world)
    {
        var steps = new List<(string, Action)> { ("a second", () => world.Agenda.RunUntil(world.Agenda.Now + TickMs)) };
        foreach (var user in world.Users)
        {
            if (user.Page is { } page) Add(steps, page, world.Users.First(other => other != user).Id);
            else steps.Add(($"{user.Id} comes", () => user.Open(withTicket: true)));
        }

        foreach (var (socket, at) in world.Sockets.Select((socket, at) => (socket, at)))
        {
            if (socket.Up.Count > 0) steps.Add(($"{socket.Page.Id} is heard ({at})", socket.Up.Pump));
            if (socket.Down.Count > 0) steps.Add(($"{socket.Page.Id} hears ({at})", socket.Down.Pump));
        }

        if (world.Server is SimCluster cluster) steps.AddRange(cluster.Actors.Select(actor => ($"{actor.Node.Address.Kind} {actor.Node.Address.Name} is lost", (Action)(() => cluster.Lose(actor)))));
        else steps.Add(("the server is lost", () => { world.Server.Break(); world.Server.Fronts[0].Start(); }));
        return steps;
    }

    private static void Add(List<(string, Action)> steps, Page page, string other)
    {
        var id = page.Id;
        if (page.IsLive)
        {
            steps.Add(($"{id} offers", () => page.Calls.To(other).Offer(restart: true)));
            steps.Add(($"{id} says something", () => page.Outbox.Add(page.World.Ledger.Message(page, other, null, 1))));
            steps.Add(($"{id} tells all", () => page.Outbox.Add(page.World.Ledger.Message(page, null, null, 1))));
            steps.Add(($"{id} is cut off", () => page.Socket!.Cut(0, 0)));
        }

        steps.Add(($"{id} leaves", () => page.Leave(withMessage: true)));
        steps.Add(($"{id} reloads", () =>
        {
            page.Close(politely: true);
            page.User.Open(withTicket: true);
        }));
    }

    /// <summary>One history.</summary>
    /// <param name="Steps">What happened.</param>
    /// <param name="Failure">The checker and what it found; null when all promises were kept.</param>
    public sealed record History(string Steps, string? Failure);

    /// <summary>All that is not a step takes its first choice.</summary>
    private sealed class FirstTape : Tape
    {
        public override int Next(int count) => 0;
    }
}
