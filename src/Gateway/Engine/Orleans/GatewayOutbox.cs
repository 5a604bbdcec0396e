using Signaling.Core.Links;
using Signaling.Core.Nodes;
using Signaling.Gateway.Hosting;
using Signaling.Grains.Abstractions;

namespace Signaling.Gateway.Engine.Orleans;

/// <summary>
/// Carries the batches of the gateway's links into the cluster: for each partition one send at a time, with all that waits by then. A batch that
/// is not answered in time is sent again by its link. Everything but the sending happens under the engine's lock.
/// </summary>
internal sealed class GatewayOutbox(string gateway, IInboundPort inbound, Lock gate, GatewayClock clock)
{
    private const int AnswerMs = 500;
    private const int AnswerMsMax = 1_000;
    private const int RetryMs = 100;
    private const int BatchesMax = 512;

    private readonly Lane[] _lanes = [.. Enumerable.Range(0, Partitions.Count).Select(n => new Lane(n))];
    private readonly Dictionary<NodeAddress, Flight> _flights = [];
    private readonly PriorityQueue<Flight, long> _deadlines = new();
    private readonly Dictionary<NodeAddress, int> _patience = [];

    /// <summary>Sends a batch that a link has begun to send.</summary>
    public void Add(NodeLink link, Batch<NodeItem> batch)
    {
        var flight = new Flight(link, batch);
        _flights[link.To] = flight;
        var lane = _lanes[Partitions.Of(link.To.Room)];
        lane.Waiting.Add(flight);
        if (lane.IsSending) return;
        lane.IsSending = true;
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Outbox.SendAllAsync(work.Lane), (Outbox: this, Lane: lane), preferLocal: false);
    }

    /// <summary>An actor answered, or could not be reached.</summary>
    public void Answer(in ActorAnswer answer, long now)
    {
        if (!_flights.TryGetValue(answer.From, out var flight) || flight.Batch.Number != answer.Number) return;
        if (answer.Reply is not { } reply)
        {
            _deadlines.Enqueue(flight, now + RetryMs);
            return;
        }

        _flights.Remove(answer.From);
        _patience.Remove(answer.From);
        flight.IsDone = true;
        flight.Link.Answer(answer.Number, reply, now);
    }

    /// <summary>Has links send again what was not answered in time.</summary>
    public void Tick(long now)
    {
        while (_deadlines.TryPeek(out var flight, out var at) && at <= now)
        {
            _deadlines.Dequeue();
            if (flight.IsDone) continue;
            flight.IsDone = true;
            if (_flights.GetValueOrDefault(flight.Link.To) == flight) _flights.Remove(flight.Link.To);
            flight.Link.Fail();
        }
    }

    private async Task SendAllAsync(Lane lane)
    {
        while (TakeNext(lane, out var flights))
        {
            var accepted = true;
            try
            {
                await inbound.SendAsync(lane.Partition, Inbound.Of(gateway, [.. flights.Select(flight => (flight.Link.To, flight.Batch))]));
            }
            catch (Exception)
            {
                accepted = false; // full, or not reachable: the links try again, for as long as it takes
            }

            lock (gate)
            {
                var now = clock.NowMs;
                foreach (var flight in flights)
                {
                    if (!flight.IsDone) _deadlines.Enqueue(flight, now + (accepted ? PatienceFor(flight.Link.To) : RetryMs));
                }
            }
        }
    }

    private bool TakeNext(Lane lane, out List<Flight> flights)
    {
        lock (gate)
        {
            flights = lane.Waiting.Count <= BatchesMax ? lane.Waiting : lane.Waiting[..BatchesMax];
            lane.Waiting = lane.Waiting.Count <= BatchesMax ? [] : lane.Waiting[BatchesMax..];
            return lane.IsSending = flights.Count > 0;
        }
    }

    /// <summary>How long to wait for an answer: the longer the more often there was none.</summary>
    private int PatienceFor(NodeAddress to)
    {
        var patience = Math.Min(_patience.GetValueOrDefault(to, AnswerMs), AnswerMsMax);
        _patience[to] = patience * 3 / 2;
        return patience;
    }

    private sealed class Lane(int partition)
    {
        public int Partition { get; } = partition;

        public List<Flight> Waiting { get; set; } = [];

        public bool IsSending { get; set; }
    }

    private sealed class Flight(NodeLink link, Batch<NodeItem> batch)
    {
        public NodeLink Link { get; } = link;

        public Batch<NodeItem> Batch { get; } = batch;

        public bool IsDone { get; set; }
    }
}
