using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Simulation.Network;
using Signaling.Simulation.Server;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Cluster;

/// <summary>A gateway process: the doors over a <see cref="GatewayNode"/>.</summary>
internal sealed class SimGateway : SimFront
{
    private readonly SimCluster _cluster;
    private readonly Dictionary<long, ServerConnection> _byId = [];
    private long _lastId;
    private bool _isDraining;

    public SimGateway(SimWorld world, SimCluster cluster, string name)
        : base(world, name)
    {
        _cluster = cluster;
        Actor = cluster.NewGateway(name);
    }

    /// <summary>The actor of this life of the process.</summary>
    public Activation Actor { get; private set; }

    private GatewayNode Node => (GatewayNode)Actor.Node;

    public override void Crash()
    {
        base.Crash();
        _byId.Clear();
        Actor.IsDead = true;
    }

    public override void Start()
    {
        Actor = _cluster.NewGateway(Name);
        base.Start();
    }

    /// <summary>Its clients are moved, one after the other; who comes meanwhile stays.</summary>
    public void Drain()
    {
        if (!IsUp || _isDraining) return;
        World.Note(Name, "drains");
        _isDraining = true;
        Move(new Queue<ServerConnection>(Connections));
    }

    /// <summary>After each input: hands out what clients are told.</summary>
    public void HandOut()
    {
        while (Node.Events.TryDequeue(out var item))
        {
            if (!_byId.TryGetValue(item.Session, out var connection)) continue;
            HandOut(connection, item.Event);
            if (item.Event is { Kind: EventKind.Error, Number: > 0, Code.Retry: not Core.Codes.Retry.Never }) connection.Rules.NotConsumed(item.Event.Number);
            if (item.Event.Kind == EventKind.Close) _byId.Remove(item.Session);
        }
    }

    protected override void Begin(ServerConnection connection, UpFrame up)
    {
        connection.Id = ++_lastId;
        _byId[connection.Id] = connection;
        _cluster.Came(Actor, connection);
        if (up.Ask == Ask.Join) Node.Join(connection.Id, connection.Page.Room, new JoinRequest(up.Member!, up.TicketInstance), Now);
        else Node.Resume(connection.Id, connection.Page.Room, new ResumeRequest(up.Member!, up.Seen), Now);
    }

    protected override void Send(ServerConnection connection, UpFrame up)
    {
        var (signal, target) = up.Sent is { } sent ? (sent.ToSignal(sent.Payload, up.IsDescribed), sent.Target) : (Receipt(up), up.Applied!.Sender.Id);
        if (!Node.Send(connection.Id, signal, target)) connection.Rules.NotConsumed(signal.Number);
    }

    protected override void Acknowledge(ServerConnection connection, long seen) => Node.Acknowledge(connection.Id, seen);

    protected override void Update(ServerConnection connection, ReadOnlyMemory<byte> data) => Node.Update(connection.Id, data);

    protected override void Leave(ServerConnection connection) => Node.Leave(connection.Id);

    protected override void Disconnect(ServerConnection connection, Disconnection how)
    {
        _byId.Remove(connection.Id);
        Node.Disconnect(connection.Id, how);
    }

    protected override void Ended(ServerConnection connection) => Disconnect(connection, Disconnection.PageGone);

    protected override void After(ServerConnection connection) => _cluster.Pump(Actor);

    private void Move(Queue<ServerConnection> connections)
    {
        if (!IsUp || !connections.TryDequeue(out var connection))
        {
            _isDraining = false;
            return;
        }

        if (!connection.IsClosed)
        {
            Lost(connection, Disconnection.Lost);
            connection.Socket.CloseByServer(1012);
        }

        World.Agenda.In(50, () => Move(connections));
    }
}
