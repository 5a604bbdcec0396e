using Signaling.Core.Cells;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Simulation.Network;
using Signaling.Simulation.World;

namespace Signaling.Simulation.Server;

/// <summary>A process that holds rooms in memory. When it crashes all is lost but the key of its tickets.</summary>
public sealed class SimServer(SimWorld world) : SimFront(world, "server"), ISimSystem
{
    private readonly EffectQueues _queues = EffectQueues.WithSpares();
    private readonly Dictionary<RoomCell, long> _wakes = [];
    private readonly byte[] _scratch = new byte[128 << 10];
    private long _settledAt;
    private int _made;
    private bool _isMended;

    public Dictionary<string, RoomCell> Cells { get; } = [];

    public int Life { get; private set; } = 1;

    public long Speaker => Life;

    public IReadOnlyList<SimFront> Fronts => [this];

    public bool IsCluster => false;

    public void Break()
    {
        if (!IsUp) return;
        Crash();
        World.Agenda.In(World.Tape.Next(20_000), () =>
        {
            if (!IsUp && !_isMended) Start();
        });
    }

    public void Mend()
    {
        _isMended = true;
        if (!IsUp) Start();
    }

    public IReadOnlyList<Member> MembersOf(string room) => Cells.GetValueOrDefault(room)?.Roster.Snapshot() ?? [];

    public IEnumerable<string> Kept()
    {
        foreach (var peer in Cells.Values.SelectMany(c => c.Peers))
        {
            if (!peer.IsMember) yield return $"there is still a mailbox for {peer.Id}, who never came";
            if (peer.RetainedBytes != 0) yield return $"{peer.RetainedBytes} bytes are still kept for {peer.Id}";
        }
    }

    public IEnumerable<string> Leftovers() => Cells.Keys;

    public override void Crash()
    {
        base.Crash();
        Life++;
        Cells.Clear();
        _wakes.Clear();
    }

    public override void Start()
    {
        base.Start();
        _settledAt = Now + World.Plan.Limits.ResumeWindowMs;
    }

    protected override void Begin(ServerConnection connection, UpFrame up)
    {
        connection.Cell = CellOf(connection.Page.Room);
        connection.Peer = up.Ask == Ask.Join
            ? connection.Cell.Join(connection, new JoinRequest(up.Member!, up.TicketInstance), Now)
            : connection.Cell.Resume(connection, new ResumeRequest(up.Member!, up.Seen), Now);
    }

    protected override void Acknowledge(ServerConnection connection, long seen) => connection.Cell!.Acknowledge(connection.Peer!, connection, seen, Now);

    protected override void Update(ServerConnection connection, ReadOnlyMemory<byte> data) => connection.Cell?.Update(connection.Peer!, connection, data, Now);

    protected override void Leave(ServerConnection connection) => connection.Cell?.Leave(connection.Peer!, connection, Now);

    protected override void Disconnect(ServerConnection connection, Disconnection how) => connection.Cell!.Disconnect(connection.Peer!, connection, how, Now);

    protected override void Send(ServerConnection connection, UpFrame up)
    {
        var cell = connection.Cell!;
        if (up.Sent is not { } sent)
        {
            World.Checkers.Applying(connection, up.Applied!);
            cell.Send(connection.Peer!, connection, Receipt(up), up.Applied!.Sender.Id, Now);
            return;
        }

        // The payload is only lent: whoever keeps it without a copy keeps rubbish.
        var lent = _scratch.AsMemory(0, sent.Payload.Length);
        sent.Payload.CopyTo(lent);
        World.Checkers.Handling(connection, sent, cell.Roster);
        if (!cell.Send(connection.Peer!, connection, sent.ToSignal(lent, up.IsDescribed), sent.Target, Now))
        {
            connection.Rules.NotConsumed(connection.Acks ? sent.Number : 0);
            World.Checkers.NotTaken(connection, sent);
        }

        After(cell);
        lent.Span.Fill((byte)'z');
    }

    protected override void After(ServerConnection connection) => After(connection.Cell);

    private RoomCell CellOf(string room)
    {
        if (Cells.TryGetValue(room, out var cell)) return cell;
        var fx = new EffectBuffer { Queues = _queues };
        return Cells[room] = new RoomCell(room, $"{Life}-{++_made}", World.Plan.Limits, _settledAt > Now ? _settledAt : 0, fx);
    }

    /// <summary>Hands out what a call caused, and sees to the next wake-up.</summary>
    private void After(RoomCell? cell)
    {
        if (cell is null) return;
        while (_queues.Deliveries.TryDequeue(out var delivery)) HandOut((ServerConnection)delivery.Session, delivery.Event);
        World.Checkers.Settled(cell);
        if (cell.IsEmpty) Cells.Remove(cell.Name);
        else if (cell.WakeAt != long.MaxValue) Wake(cell, cell.WakeAt);
    }

    private void Wake(RoomCell cell, long at)
    {
        if (_wakes.TryGetValue(cell, out var planned) && planned <= at) return;
        _wakes[cell] = at;
        World.Agenda.At(at, () =>
        {
            if (_wakes.GetValueOrDefault(cell) == at) _wakes.Remove(cell);
            if (!Cells.TryGetValue(cell.Name, out var there) || there != cell) return;
            if (cell.WakeAt <= Now) cell.Tick(Now);
            After(cell);
        });
    }
}
