using System.Diagnostics;
using System.Diagnostics.Metrics;
using Signaling.Core.Nodes;

namespace Signaling.Grains.Hosting;

/// <summary>What a silo measures, under the names of docs/metrics.md.</summary>
public sealed class SiloMeter : IDisposable
{
    /// <summary>The name of the meter.</summary>
    public const string Name = "Signaling";

    private const string KindTag = "signaling.actor.kind";

    private readonly Meter _meter = new(Name);
    private readonly Counter<long> _started;
    private readonly Counter<long> _unreachable;
    private readonly Histogram<double> _calls;
    private readonly int[] _actors = new int[Enum.GetValues<NodeKind>().Length];

    public SiloMeter()
    {
        _meter.CreateObservableUpDownCounter("signaling.actors", Actors, "{actor}", "Rooms and peers in this silo, by kind.");
        _started = _meter.CreateCounter<long>("signaling.actors.started", "{actor}", "Rooms and peers made in this silo, by kind.");
        _unreachable = _meter.CreateCounter<long>("signaling.actors.unreachable", "{batch}", "Batches that could not be handed over and are sent again, by the kind they were for.");
        _calls = _meter.CreateHistogram<double>("signaling.gateway.call.duration", "s", "Calls to gateways, by outcome.");
    }

    /// <summary>The meter itself.</summary>
    public Meter Meter => _meter;

    public void Dispose() => _meter.Dispose();

    internal void ActorStarted(NodeKind kind)
    {
        Interlocked.Increment(ref _actors[(int)kind]);
        _started.Add(1, Tag(kind));
    }

    internal void ActorEnded(NodeKind kind) => Interlocked.Decrement(ref _actors[(int)kind]);

    internal void Unreachable(NodeKind kind) => _unreachable.Add(1, Tag(kind));

    internal void CalledGateway(bool succeeded, long beganAt)
    {
        if (_calls.Enabled) _calls.Record(Stopwatch.GetElapsedTime(beganAt).TotalSeconds, new KeyValuePair<string, object?>("signaling.outcome", succeeded ? "answered" : "failed"));
    }

    private static KeyValuePair<string, object?> Tag(NodeKind kind) => new(KindTag, kind switch { NodeKind.Room => "room", NodeKind.Peer => "peer", _ => "gateway" });

    private IEnumerable<Measurement<int>> Actors()
    {
        foreach (var kind in (NodeKind[])[NodeKind.Room, NodeKind.Peer]) yield return new Measurement<int>(Volatile.Read(ref _actors[(int)kind]), Tag(kind));
    }
}
