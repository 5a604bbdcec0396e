using Signaling.Core;
using Signaling.Core.Codes;
using Signaling.Core.Links;
using Signaling.Core.Messages;
using Signaling.Core.Nodes;
using Signaling.Core.Peers;
using Signaling.Gateway.Hosting;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>
/// Rooms and peers in a cluster. This process is one gateway, an actor of the core like rooms and peers are: its links keep what its clients
/// want until the cluster has taken it, so a lost silo, or a cluster that cannot be reached for a while, costs time and nothing else. One
/// lock guards the actor; what clients are told is enqueued under it and written out after.
/// </summary>
public sealed partial class OrleansEngine : IEngine, IDisposable
{
    private const int TickMs = 50;

    [ThreadStatic]
    private static List<IClient>? _touched;

    private readonly Lock _gate = new();
    private readonly IGrainFactory _cluster;
    private readonly ITombstones? _tombstones;
    private readonly GatewayClock _clock;
    private readonly GatewayNode _node;
    private readonly GatewayOutbox _outbox;
    private readonly GatewayObserver _observer;
    private readonly IGatewayObserver _reference;
    private readonly Dictionary<long, IClient> _clients = [];
    private readonly ITimer _timer;
    private long _lastSession;
    private bool _isDisposed;

    /// <param name="cluster">The client of the cluster; it may still be on its way to it.</param>
    /// <param name="inbound">How batches get into the cluster.</param>
    /// <param name="limits">The bounds of rooms and peers; the silos' must be the same.</param>
    /// <param name="clock">The time.</param>
    /// <param name="tombstones">Who may not come into rooms made anew.</param>
    /// <param name="pairs">What this gateway tells others of pairs; null for nothing.</param>
    public OrleansEngine(IGrainFactory cluster, IInboundPort inbound, Limits limits, GatewayClock clock, ITombstones? tombstones = null, IPairSource? pairs = null)
    {
        (_cluster, _clock, _tombstones) = (cluster, clock, tombstones);
        _observer = new GatewayObserver(TakeFromSilo, pairs);
        _reference = cluster.CreateObjectReference<IGatewayObserver>(_observer);
        Name = _reference.GetGrainId().ToString();
        (_node, _outbox) = (new GatewayNode(Name, clock.NowMs << 12, limits), new GatewayOutbox(Name, inbound, _gate, clock));
        _timer = clock.Time.CreateTimer(_ => Tick(), null, TimeSpan.FromMilliseconds(TickMs), TimeSpan.FromMilliseconds(TickMs));
    }

    /// <summary>What this gateway is called in the cluster.</summary>
    public string Name { get; }

    public bool OutlivesProcess => true;

    public void Join(IClient client, string room, JoinRequest request) => Enter(client, (id, now) => _node.Join(id, room, request, now));

    public void Resume(IClient client, string room, ResumeRequest request) => Enter(client, (id, now) => _node.Resume(id, room, request, now));

    public bool Send(IClient client, in Signal signal, ReadOnlySpan<char> target)
    {
        var id = IdOf(client);
        var kept = signal.WithPayload(signal.Payload.ToArray());
        bool consumed;
        lock (_gate)
        {
            consumed = _clients.ContainsKey(id) && _node.Send(id, kept, target.IsEmpty ? null : target.ToString());
            if (!consumed && !_clients.ContainsKey(id))
            {
                client.Deliver(new ClientEvent { Kind = EventKind.Error, Code = Reasons.NotJoined, Number = signal.Number });
                (_touched ??= []).Add(client);
            }

            Settle();
        }

        FlushTouched();
        return consumed;
    }

    public void Acknowledge(IClient client, long seen) => Call(IdOf(client), id => _node.Acknowledge(id, seen));

    public void Update(IClient client, ReadOnlyMemory<byte> data) => Call(IdOf(client), id => _node.Update(id, data));

    public void Leave(IClient client) => Call(IdOf(client), id => _node.Leave(id));

    public void Disconnect(IClient client, Disconnection how)
    {
        if (client.Seat is null) return;
        Call(IdOf(client), id =>
        {
            _clients.Remove(id);
            _node.Disconnect(id, how);
        });
    }

    /// <summary>This gateway is no more; its clients are told nothing.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            _clients.Clear();
        }

        _timer.Dispose();
        _cluster.DeleteObjectReference<IGatewayObserver>(_reference);
    }

    private static long IdOf(IClient client) => (long?)client.Seat ?? throw new InvalidOperationException("The client has not joined.");

    private void Enter(IClient client, Action<long, long> enter)
    {
        lock (_gate)
        {
            var id = ++_lastSession;
            (client.Seat, _clients[id]) = (id, client);
            enter(id, _clock.NowMs);
            Settle();
        }

        FlushTouched();
    }

    private void Call(long id, Action<long> call)
    {
        lock (_gate)
        {
            call(id);
            Settle();
        }

        FlushTouched();
    }

    private BatchReply[] TakeFromSilo(Outbound outbound)
    {
        var replies = new BatchReply[outbound.Parcels.Count];
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var now = _clock.NowMs;
            for (var i = 0; i < replies.Length; i++) replies[i] = _node.Take(outbound.Parcels[i].From, outbound.Parcels[i].Batch, now);
            foreach (var answer in outbound.Answers) _outbox.Answer(answer, now);
            Settle();
        }

        FlushTouched();
        return replies;
    }

    private void Tick()
    {
        lock (_gate)
        {
            var now = _clock.NowMs;
            _outbox.Tick(now);
            if (_node.WakeAt <= now) _node.Tick(now);
            Settle();
        }

        FlushTouched();
    }

    /// <summary>Hands out what the call caused: events to clients, batches to the cluster.</summary>
    private void Settle()
    {
        if (_isDisposed) return;
        var touched = _touched ??= [];
        while (_node.Events.TryDequeue(out var delivery))
        {
            if (!_clients.TryGetValue(delivery.Session, out var client)) continue;
            client.Deliver(delivery.Event);
            if (touched.Count == 0 || touched[^1] != client) touched.Add(client);
            if (delivery.Event.Kind == EventKind.Close) _clients.Remove(delivery.Session);
        }

        BriefRooms();
        foreach (var link in _node.ReadyLinks())
        {
            if (link.TryBegin(out var batch)) _outbox.Add(link, batch);
        }
    }

    private static void FlushTouched()
    {
        if (_touched is not { Count: > 0 } touched) return;
        _touched = null; // a flush may lead to another call on this thread
        foreach (var client in touched) client.Flush();
        touched.Clear();
        _touched = touched;
    }
}
