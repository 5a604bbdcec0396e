using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Core.Peers;
using Signaling.Gateway.Engine;

namespace Signaling.Grains.Tests.Cluster;

/// <summary>
/// A client that acknowledges and keeps the rules of docs/protocol.md: numbers what it sends, keeps it until it is resolved, sends it again
/// after <c>resumed</c> and where an error asks for it, drops repeats. What it gets of others must come in order, once.
/// </summary>
internal sealed class TestClient : IClient
{
    private readonly IEngine _engine;
    private readonly string _room;
    private readonly Channel<ClientEvent> _told = Channel.CreateUnbounded<ClientEvent>();
    private readonly SortedDictionary<long, (string Target, string Text)> _unresolved = [];
    private readonly HashSet<(string, string, long)> _seen = [];
    private readonly Lock _gate = new();
    private long _number;
    private long _lastSeq;
    private int _unacked;

    public TestClient(IEngine engine, string room, string peerId)
    {
        (_engine, _room, PeerId) = (engine, room, peerId);
        _ = FollowAsync();
        engine.Join(this, room, new JoinRequest(new Member { PeerId = peerId, Instance = peerId + "-page", JoinOrder = 0, Acks = true }));
    }

    public string PeerId { get; }

    public object? Seat { get; set; }

    /// <summary>Texts by their sender, in the order they came.</summary>
    public Dictionary<string, List<string>> Got { get; } = [];

    public List<string> Faults { get; } = [];

    /// <summary>What happened, for a failing test.</summary>
    public List<string> Log { get; } = [];

    public TaskCompletionSource Joined { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public int Unresolved
    {
        get
        {
            lock (_gate) return _unresolved.Count;
        }
    }

    public int Resumptions { get; private set; }

    public void Send(string target, string text)
    {
        lock (_gate)
        {
            _unresolved[++_number] = (target, text);
            SendNow(_number);
        }
    }

    public int CountFrom(string sender)
    {
        lock (_gate) return Got.TryGetValue(sender, out var texts) ? texts.Count : 0;
    }

    public bool HasHeard(string kind, string peerId)
    {
        lock (_gate) return Log.Any(line => line.StartsWith(kind + " ", StringComparison.Ordinal) && line.Contains($" {peerId} ", StringComparison.Ordinal));
    }

    public void Leave() => _engine.Leave(this);

    void IClient.Deliver(in ClientEvent e) => _told.Writer.TryWrite(e.Kind == EventKind.Signal ? e with { Signal = e.Signal.WithPayload(e.Signal.Payload.ToArray()) } : e);

    void IClient.Flush()
    {
    }

    private async Task FollowAsync()
    {
        await foreach (var e in _told.Reader.ReadAllAsync())
        {
            lock (_gate)
            {
                Log.Add($"{e.Kind} seq={e.Seq} n={e.Number} {e.Code} {e.Peer?.PeerId} {e.Signal.Number} {e.Acked?.Seen} {e.Flag}");
                Hear(e);
            }
        }
    }

    private void Hear(in ClientEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.ExistingPeers when e.Seq == 0:
                _lastSeq = 0;
                Joined.TrySetResult();
                break;
            case EventKind.Resumed:
                Resumptions++;
                if (!e.Flag) _lastSeq = 0;
                SendFrom(0);
                break;
            case EventKind.Ack:
                foreach (var number in _unresolved.Keys.ToList())
                {
                    if (number <= e.Acked!.Seen || e.Acked.Also.Any(range => number >= range.From && number <= range.To)) _unresolved.Remove(number);
                }

                break;
            case EventKind.Undelivered:
                if (_unresolved.Remove(e.Number)) Faults.Add($"undelivered {e.Number} {e.Code}");
                break;
            case EventKind.Error when e.Code!.Retry == Retry.Now && e.Number > 0:
                SendFrom(e.Number);
                break;
            case EventKind.Error when e.Code!.Retry == Retry.After && e.Number > 0:
                _ = SendLaterAsync(e.Number, e.RetryAfterMs);
                break;
            case EventKind.Error or EventKind.Close:
                Faults.Add($"{e.Kind} {e.Code}");
                break;
        }

        if (e.Seq != 0) Take(e);
        if (_unacked == 0 || (_unacked < 16 && _told.Reader.TryPeek(out _))) return;
        _unacked = 0;
        _engine.Acknowledge(this, _lastSeq);
    }

    private void Take(in ClientEvent e)
    {
        _unacked++;
        if (e.Seq > _lastSeq + 1) Faults.Add($"gap: {e.Seq} after {_lastSeq}");
        if (e.Seq == _lastSeq + 1)
        {
            _lastSeq = e.Seq;
            if (e.Kind == EventKind.Signal && _seen.Add((e.Peer!.PeerId, e.Peer.Instance, e.Signal.Number))) Keep(e);
        }
    }

    private void Keep(in ClientEvent e)
    {
        if (!Got.TryGetValue(e.Peer!.PeerId, out var texts)) Got[e.Peer.PeerId] = texts = [];
        texts.Add(Encoding.UTF8.GetString(e.Signal.Payload.Span));
    }

    private void SendFrom(long number)
    {
        foreach (var unresolved in _unresolved.Keys.Where(n => n >= number).ToList()) SendNow(unresolved);
    }

    private async Task SendLaterAsync(long number, int afterMs)
    {
        await Task.Delay(afterMs);
        lock (_gate) SendFrom(number);
    }

    private void SendNow(long number)
    {
        var (target, text) = _unresolved[number];
        _engine.Send(this, new Signal { Kind = SignalKind.Message, Number = number, Payload = Encoding.UTF8.GetBytes(text) }, target);
    }

    public static string Text(int n) => n.ToString(CultureInfo.InvariantCulture);
}
