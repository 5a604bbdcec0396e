using System.Text;
using System.Threading.Channels;
using Signaling.Core.Effects;
using Signaling.Core.Messages;
using Signaling.Gateway.Engine;

namespace Signaling.Engine.Conformance;

/// <summary>
/// A client that keeps what it is told and watches how: one event at a time, numbers without a gap, none after it has gone. What it finds
/// wrong fails the next wait and <see cref="AssertFaultless"/>.
/// </summary>
public sealed class RecordingClient(string peerId) : IClient
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly Channel<Told> _told = Channel.CreateUnbounded<Told>();
    private readonly List<string> _faults = [];
    private int _inside;
    private long _lastSeq;
    private volatile bool _gone;

    public string PeerId { get; } = peerId;

    /// <summary>The last number of the server's that came.</summary>
    public long LastSeq => Interlocked.Read(ref _lastSeq);

    /// <summary>How often the engine said that it may write.</summary>
    public int Flushes { get; private set; }

    object? IClient.Seat { get; set; }

    string? ISessionAddress.Gateway => null;

    void IClient.Deliver(in ClientEvent e)
    {
        if (Interlocked.Exchange(ref _inside, 1) != 0) Fault("two events at once");
        if (_gone) Fault($"{e.Kind} after it had disconnected");
        Follow(e);
        Thread.SpinWait(50); // gives an engine that overlaps events the time to be caught
        _told.Writer.TryWrite(new Told(e, Encoding.UTF8.GetString(e.Signal.Payload.Span)));
        Volatile.Write(ref _inside, 0);
    }

    /// <summary>What the client does when it may write.</summary>
    public Action? OnFlush { get; set; }

    void IClient.Flush()
    {
        Flushes++;
        OnFlush?.Invoke();
    }

    /// <summary>From here on nothing may come.</summary>
    public void Gone() => _gone = true;

    /// <summary>The next event, whatever it is.</summary>
    public async Task<Told> NextAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var told = await _told.Reader.ReadAsync(limit.Token);
            AssertFaultless();
            return told;
        }
        catch (OperationCanceledException)
        {
            AssertFaultless();
            throw new TimeoutException($"{PeerId} was told nothing within {Limit}.");
        }
    }

    /// <summary>The next event, which must be of this kind.</summary>
    public async Task<Told> NextAsync(EventKind kind)
    {
        var told = await NextAsync();
        Assert.True(told.Event.Kind == kind, $"{PeerId}: expected {kind}, was told {told}");
        return told;
    }

    /// <summary>The next event of this kind; the others before it are of no interest.</summary>
    public async Task<Told> SkipToAsync(EventKind kind)
    {
        while (true)
        {
            var told = await NextAsync();
            if (told.Event.Kind == kind) return told;
        }
    }

    /// <summary>What has come and was not taken yet.</summary>
    public IReadOnlyList<Told> Rest()
    {
        var rest = new List<Told>();
        while (_told.Reader.TryRead(out var told)) rest.Add(told);
        AssertFaultless();
        return rest;
    }

    public void AssertFaultless()
    {
        lock (_faults) Assert.True(_faults.Count == 0, $"{PeerId}: {string.Join("; ", _faults)}");
    }

    private void Follow(in ClientEvent e)
    {
        if (e.Kind == EventKind.ExistingPeers && e.Seq == 0) Interlocked.Exchange(ref _lastSeq, 0);
        if (e.Kind == EventKind.Resumed && !e.Flag) Interlocked.Exchange(ref _lastSeq, 0);
        if (e.Seq == 0) return;
        if (e.Seq != LastSeq + 1) Fault($"number {e.Seq} after {LastSeq}");
        Interlocked.Exchange(ref _lastSeq, e.Seq);
    }

    /// <summary>It has forgotten what came after this number, as a client does whose socket lost it.</summary>
    public void RewindTo(long seq) => Interlocked.Exchange(ref _lastSeq, seq);

    private void Fault(string what)
    {
        lock (_faults) _faults.Add(what);
    }
}

/// <summary>An event and its payload, which outlives it here.</summary>
public sealed record Told(ClientEvent Event, string Payload)
{
    public override string ToString() => $"{Event.Kind} {Event.Peer?.PeerId} {Event.Code} {Event.Number} {Payload}";
}
