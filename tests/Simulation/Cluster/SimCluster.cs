using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Simulation.Server;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Cluster;

/// <summary>
/// Gateways, silos with an actor for each room and peer, and the network between them, where a batch or its answer may be lost, late or there
/// twice. Actors are made where a batch for them arrives, each with a higher epoch than all before.
/// </summary>
internal sealed class SimCluster : ISimSystem
{
    private const int TimeoutMs = 1_000;
    private const int NotYetMs = 20;
    private const int IdleMs = 30_000;

    private readonly SimWorld _world;
    private readonly Dictionary<NodeAddress, Activation> _directory = [];
    private readonly List<Activation> _zombies = [];
    private readonly Dictionary<(Activation, long), ServerConnection> _connections = [];
    private readonly SimGateway[] _gateways;
    private readonly string[] _silos;
    private long _epochs;

    public SimCluster(SimWorld world, ClusterPlan plan)
    {
        (_world, Plan) = (world, plan);
        _silos = [.. Enumerable.Range(1, plan.Silos).Select(i => $"silo{i}")];
        _gateways = [.. Enumerable.Range(1, plan.Gateways).Select(i => new SimGateway(world, this, $"gateway{i}"))];
        Faults = new ClusterFaults(world, this);
        Stillness = new Stillness(world, this);
    }

    public ClusterPlan Plan { get; }

    public ClusterFaults Faults { get; }

    public Stillness Stillness { get; }

    public int Life { get; set; } = 1;

    public long Speaker { get; private set; }

    public bool IsCluster => true;

    public IReadOnlyList<SimFront> Fronts => _gateways;

    public IReadOnlyList<SimGateway> Gateways => _gateways;

    public IReadOnlyList<string> Silos => _silos;

    /// <summary>The actors of rooms and peers, as the directory has them, in order of their names.</summary>
    public IReadOnlyList<Activation> Actors =>
        [.. _directory.Values.OrderBy(a => (a.Node.Address.Kind, a.Node.Address.Room, a.Node.Address.Name))];

    private long Now => _world.Agenda.Now;

    public void Break() => Faults.Do();

    public void Mend() => Faults.Stop();

    public IReadOnlyList<Member> MembersOf(string room) =>
        _directory.GetValueOrDefault(NodeAddress.OfRoom(room))?.Node is RoomNode node ? node.Members.Snapshot() : [];

    /// <summary>Which making of a room there is; 0 for none.</summary>
    public long RoomEpoch(string room) => _directory.GetValueOrDefault(NodeAddress.OfRoom(room))?.Node.Epoch ?? 0;

    public IEnumerable<string> Kept() => Actors.Where(a => !a.Node.IsQuiet).Select(a => $"something still waits in {a.Node.Address}")
        .Concat(Actors.Where(a => a.Node is PeerNode { RetainedBytes: > 0 }).Select(a => $"something is still kept in {a.Node.Address}"));

    public IEnumerable<string> Leftovers() => Actors.Select(a => a.Node.Address.ToString());

    /// <summary>A gateway's process, with an address that none had before.</summary>
    public Activation NewGateway(string name) => new(new GatewayNode($"{name}.{++_epochs}", _epochs, _world.Plan.Limits), name);

    /// <summary>A page came to a gateway.</summary>
    public void Came(Activation gateway, ServerConnection connection) => _connections[(gateway, connection.Id)] = connection;

    /// <summary>An actor is lost, with all it knew.</summary>
    public void Lose(Activation actor)
    {
        _world.Note(actor.Host, "loses", actor.Node.Address.ToString());
        actor.IsDead = true;
        Forget(actor);
        Life++;
    }

    /// <summary>The directory forgets an actor that goes on for a while.</summary>
    public void Orphan(Activation actor, int ms)
    {
        _world.Note(actor.Host, "orphans", actor.Node.Address.ToString());
        Life++;
        Forget(actor);
        _zombies.Add(actor);
        _world.Agenda.In(ms, () =>
        {
            _zombies.Remove(actor);
            actor.IsDead = true;
        });
    }

    /// <summary>After every input to an actor: sends what it wants sent, and sees to its next wake-up.</summary>
    public void Pump(Activation actor)
    {
        if (actor.IsDead) return;
        if (actor.Node.IsSuperseded)
        {
            _world.Note(actor.Host, "ends", actor.Node.Address.ToString());
            actor.IsDead = true;
            if (_directory.GetValueOrDefault(actor.Node.Address) == actor) Forget(actor);
            return;
        }

        foreach (var link in actor.Node.ReadyLinks()) Carry(actor, link);
        if (GatewayOf(actor) is { } gateway) gateway.HandOut();
        Wake(actor);
    }

    private SimGateway? GatewayOf(Activation actor) => Array.Find(_gateways, g => g?.Actor == actor);

    private void Forget(Activation actor) => _directory.Remove(actor.Node.Address);

    private void Carry(Activation from, NodeLink link)
    {
        if (!link.TryBegin(out var batch)) return;
        var isOver = false;
        _world.Agenda.In(TimeoutMs, () => Stillness.On(from.Host, () =>
        {
            if (isOver || from.IsDead) return;
            isOver = true;
            link.Fail();
            Pump(from);
        }));

        void Answer(BatchReply reply)
        {
            if (isOver || from.IsDead) return;
            isOver = true;
            link.Answer(batch.Number, reply, Now);
            if (reply.Fate == BatchFate.NotYet) _world.Agenda.In(NotYetMs, () => Pump(from));
            else Pump(from);
        }

        if (Faults.IsOn && _world.Tape.Chance(Plan.Twice)) _world.Agenda.In(_world.Tape.Between(1, 3 * TimeoutMs), () => Arrive(from, link.To, batch, _ => { }));
        if (Faults.IsOn && _world.Tape.Chance(Plan.Lost)) return;
        _world.Agenda.In(Delay(), () => Arrive(from, link.To, batch, Answer));
    }

    private void Arrive(Activation from, NodeAddress to, Batch<NodeItem> batch, Action<BatchReply> answer)
    {
        if (Locate(to, from) is not { } actor || Faults.IsCut(from.Host, actor.Host)) return;
        Stillness.On(actor.Host, () => Take(from, actor, batch, answer));
    }

    private void Take(Activation from, Activation actor, Batch<NodeItem> batch, Action<BatchReply> answer)
    {
        if (actor.IsDead) return;
        var to = actor.Node.Address;
        if (actor.Node is PeerNode peer) Watch(from, peer, batch);
        Speaker = from.Node.Epoch;
        var reply = actor.Node.Take(from.Node.Address, batch, Now);
        _world.Note(to.Kind == NodeKind.Gateway ? to.Name : to.Room + to.Name, reply.Fate.ToString(), from.Node.Address.Name, batch.Number, Plan.IsTold ? Telling.Of(batch.Items) : null);
        Pump(actor);
        if (Faults.IsOn && _world.Tape.Chance(Plan.Lost)) return;
        _world.Agenda.In(Delay(), () =>
        {
            if (!Faults.IsCut(from.Host, actor.Host)) Stillness.On(from.Host, () => answer(reply));
        });
    }

    /// <summary>Where a batch ends up: with an actor that is made if need be, or sometimes with one that is orphaned.</summary>
    private Activation? Locate(NodeAddress to, Activation from)
    {
        if (to.Kind == NodeKind.Gateway) return Array.Find(_gateways, g => g.IsUp && g.Actor.Node.Address == to)?.Actor;
        if (_zombies.Find(z => z.Node.Address == to && !z.IsDead) is { } zombie)
        {
            Life++; // of two makings, neither knows what the other was told
            if (Stillness.IsGone(from.Host) ? from.Host == zombie.Host : _world.Tape.Chance(30)) return zombie;
        }

        if (_directory.TryGetValue(to, out var actor)) return actor;
        var silo = _world.Tape.Pick([.. _silos.Where(s => !Stillness.IsGone(s))]);
        Node node = to.Kind == NodeKind.Room ? new RoomNode(to.Room, ++_epochs, _world.Plan.Limits, Now) : new PeerNode(to.Room, to.Name, ++_epochs, _world.Plan.Limits);
        _world.Note(silo, "makes", to.ToString(), node.Epoch);
        _directory[to] = actor = new Activation(node, silo);
        Wake(actor); // the batch may never come: it is forgotten then
        return actor;
    }

    /// <summary>The checkers see what a peer's actor is about to handle.</summary>
    private void Watch(Activation from, PeerNode peer, Batch<NodeItem> batch)
    {
        if (from.Node is not GatewayNode || !peer.WouldTake(from.Node.Address, batch, Now)) return;
        foreach (var send in batch.Items.OfType<SessionItem.Send>())
        {
            if (send.Signal.Kind == SignalKind.Applied || !_connections.TryGetValue((from, send.Session), out var connection)) continue;
            _world.Checkers.Handling(connection, _world.Ledger.Find(send.Signal.Payload.Span), peer.Members);
        }
    }

    private int Delay() => _world.Tape.Chance(Plan.Late) ? _world.Tape.Between(1, 3 * TimeoutMs) : _world.Tape.Between(1, Plan.DelayMsMax);

    private void Wake(Activation actor)
    {
        var at = actor.IsIdle ? Now + IdleMs : actor.Node.WakeAt;
        if (at == long.MaxValue || actor.PlannedAt <= at) return;
        actor.PlannedAt = Math.Max(at, Now + 1);
        var planned = actor.PlannedAt;
        _world.Agenda.At(planned, () => Stillness.On(actor.Host, () =>
        {
            if (actor.IsDead || actor.PlannedAt != planned) return;
            actor.PlannedAt = long.MaxValue;
            if (actor.IsIdle && _directory.GetValueOrDefault(actor.Node.Address) == actor)
            {
                actor.IsDead = true;
                Forget(actor);
                return;
            }

            if (actor.Node.WakeAt <= Now) actor.Node.Tick(Now);
            Pump(actor);
        }));
    }
}
