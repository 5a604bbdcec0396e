using System.Diagnostics;
using System.Diagnostics.Metrics;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Connections;
using Signaling.Gateway.Engine;
using Signaling.Gateway.Engine.InProcess;
using Signaling.Telemetry;

namespace Signaling.Gateway.Telemetry;

/// <summary>
/// What a gateway measures, under the names of docs/metrics.md. What happens with every message is counted per thread and read only when somebody
/// asks; what happens once a session or call goes to instruments that cost nothing while nobody listens.
/// </summary>
public sealed class GatewayMeter : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Signaling";

    /// <summary>Where spans come from.</summary>
    public static readonly ActivitySource Spans = new(Name);

    private const string CodeTag = "signaling.code";
    private const string OutcomeTag = "signaling.outcome";
    private const string ProviderTag = "signaling.turn.provider";
    private static readonly string[] Kinds = ["offer", "answer", "ice-candidate", "message", "applied"];
    private static readonly int ReceivedBytes = Kinds.Length * 2;

    private readonly Meter _meter = new(Name);
    private readonly Tally _tally = new((Kinds.Length * 2) + 2);
    private readonly Counter<long> _ends;
    private readonly Counter<long> _errors;
    private readonly Counter<long> _undelivered;
    private readonly Counter<long> _glares;
    private readonly Counter<long> _credentials;
    private readonly Counter<long> _drained;
    private readonly Histogram<double> _starts;
    private readonly Histogram<double> _negotiations;
    private readonly Histogram<double> _turnRequests;
    private long _sessions;

    public GatewayMeter()
    {
        _meter.CreateObservableUpDownCounter("signaling.sessions", () => Interlocked.Read(ref _sessions), "{session}", "Sessions whose client is connected here.");
        _starts = _meter.CreateHistogram<double>("signaling.session.start.duration", "s", "From a client's join or resume to its answer, by outcome.");
        _ends = _meter.CreateCounter<long>("signaling.session.ends", "{session}", "Connections that the server closed, by code.");
        _errors = _meter.CreateCounter<long>("signaling.errors", "{error}", "Errors told to clients, by code.");
        _meter.CreateObservableCounter("signaling.messages.received", () => ByKind(0), "{message}", "Messages taken from clients, by type.");
        _meter.CreateObservableCounter("signaling.messages.delivered", () => ByKind(Kinds.Length), "{message}", "Messages handed to their receivers' connections, by type.");
        _meter.CreateObservableCounter("signaling.payload.received", () => _tally[ReceivedBytes], "By", "Payload bytes in messages taken.");
        _meter.CreateObservableCounter("signaling.payload.delivered", () => _tally[ReceivedBytes + 1], "By", "Payload bytes in messages handed out.");
        _undelivered = _meter.CreateCounter<long>("signaling.messages.undelivered", "{message}", "Reports to senders that a message was not delivered, by code.");
        _negotiations = _meter.CreateHistogram<double>("signaling.negotiation.duration", "s", "From a client's offer to the answer that it got.");
        _glares = _meter.CreateCounter<long>("signaling.glares", "{glare}", "Clients told that two offers crossed.");
        _credentials = _meter.CreateCounter<long>("signaling.turn.credentials", "{credential}", "ICE servers with credentials given to peers, by way: with the answer, or renewed.");
        _turnRequests = _meter.CreateHistogram<double>("signaling.turn.request.duration", "s", "Requests to TURN providers, by provider and outcome.");
        _drained = _meter.CreateCounter<long>("signaling.drain.clients", "{client}", "Clients of a gateway that stopped, by outcome: moved, or left at the deadline.");
    }

    /// <summary>The meter itself: to listen to this gateway alone.</summary>
    public Meter Meter => _meter;

    /// <summary>Watches what counts itself.</summary>
    internal void Observe(ConnectionTable connections, int connectionsMax, IEngine engine, IClusterLoad? cluster)
    {
        _meter.CreateObservableUpDownCounter("signaling.connections", () => ByDoor(connections), "{connection}", "Open connections, by door.");
        _meter.CreateObservableGauge("signaling.connections.limit", () => connectionsMax, "{connection}", "Connections that may be open at once.");
        _meter.CreateObservableCounter("signaling.connections.opened", () => connections.Opened, "{connection}", "Connections opened since the start.");
        _meter.CreateObservableGauge("signaling.draining", () => connections.IsEnding ? 1 : 0, "1", "1 while the gateway drains or stops.");
        if (engine is InProcessEngine rooms) _meter.CreateObservableUpDownCounter("signaling.rooms", () => rooms.RoomCount, "{room}", "Rooms in this process.");
        if (cluster is { } load)
        {
            _meter.CreateObservableGauge("signaling.cluster.connected", () => load.IsConnected ? 1 : 0, "1", "1 while the gateway reaches a silo.");
            _meter.CreateObservableGauge("signaling.cluster.sends", () => load.Sending, "{send}", "Sends that the cluster has not taken yet: one for each partition of rooms at most.");
        }
    }

    /// <summary>A message was taken from a client.</summary>
    public void Received(SignalKind kind, int bytes)
    {
        _tally.Add((int)kind);
        _tally.Add(ReceivedBytes, bytes);
    }

    /// <summary>A message was handed to its receiver's connection.</summary>
    public void Delivered(SignalKind kind, int bytes)
    {
        _tally.Add(Kinds.Length + (int)kind);
        _tally.Add(ReceivedBytes + 1, bytes);
    }

    public void SessionOpened() => Interlocked.Increment(ref _sessions);

    public void SessionClosed() => Interlocked.Decrement(ref _sessions);

    /// <summary>A join or resume was answered.</summary>
    /// <param name="outcome">joined, recovered, lost, or the code of the refusal.</param>
    /// <param name="askedAt">When it was asked for (<see cref="Stopwatch.GetTimestamp"/>).</param>
    public void Started(string outcome, long askedAt)
    {
        _starts.Record(Stopwatch.GetElapsedTime(askedAt).TotalSeconds, new KeyValuePair<string, object?>(OutcomeTag, outcome));
        if (Spans.HasListeners()) Span("signaling.session.start", askedAt, OutcomeTag, outcome);
    }

    public void Ended(Code code) => _ends.Add(1, new KeyValuePair<string, object?>(CodeTag, code.Name));

    public void Error(Code code) => _errors.Add(1, new KeyValuePair<string, object?>(CodeTag, code.Name));

    public void Undelivered(Code code) => _undelivered.Add(1, new KeyValuePair<string, object?>(CodeTag, code.Name));

    public void Glare() => _glares.Add(1);

    /// <summary>An offer was answered.</summary>
    /// <param name="offeredAt">When it was taken.</param>
    public void Negotiated(long offeredAt)
    {
        _negotiations.Record(Stopwatch.GetElapsedTime(offeredAt).TotalSeconds);
        if (Spans.HasListeners()) Span("signaling.negotiation", offeredAt, null, null);
    }

    /// <summary>A peer was given ICE servers with credentials.</summary>
    public void GaveCredentials(bool renewed) => _credentials.Add(1, new KeyValuePair<string, object?>("signaling.turn.way", renewed ? "renewed" : "answer"));

    /// <summary>A TURN provider answered, or did not.</summary>
    public void AskedProvider(string provider, string outcome, long askedAt)
    {
        _turnRequests.Record(
            Stopwatch.GetElapsedTime(askedAt).TotalSeconds, new KeyValuePair<string, object?>(ProviderTag, provider), new KeyValuePair<string, object?>(OutcomeTag, outcome));
        if (Spans.HasListeners()) Span("signaling.turn.request", askedAt, OutcomeTag, outcome);
    }

    /// <summary>A drain is over.</summary>
    public void Drained(int told, int left, long beganAt)
    {
        _drained.Add(told, new KeyValuePair<string, object?>(OutcomeTag, "moved"));
        _drained.Add(left, new KeyValuePair<string, object?>(OutcomeTag, "left"));
        if (Spans.HasListeners()) Span("signaling.drain", beganAt, null, null);
    }

    public void Dispose() => _meter.Dispose();

    private static void Span(string name, long beganAt, string? tag, string? value)
    {
        using var span = Spans.StartActivity(ActivityKind.Server, startTime: DateTimeOffset.UtcNow - Stopwatch.GetElapsedTime(beganAt), name: name);
        if (tag is not null) span?.SetTag(tag, value);
    }

    private static IEnumerable<Measurement<int>> ByDoor(ConnectionTable connections) => connections.All
        .GroupBy(connection => connection.Door)
        .Select(group => new Measurement<int>(group.Count(), new KeyValuePair<string, object?>("signaling.door", group.Key)));

    private IEnumerable<Measurement<long>> ByKind(int first)
    {
        for (var kind = 0; kind < Kinds.Length; kind++) yield return new Measurement<long>(_tally[first + kind], new KeyValuePair<string, object?>("signaling.message.type", Kinds[kind]));
    }
}
