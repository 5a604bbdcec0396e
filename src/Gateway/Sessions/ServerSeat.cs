using Signaling.Core.Codes;
using Signaling.Core.Messages;
using Signaling.Gateway.Engine;

namespace Signaling.Gateway.Sessions;

/// <summary>The server as a member of one room, for as long as it has something to say there.</summary>
internal sealed class ServerSeat : IClient
{
    private readonly TaskCompletionSource<Code?> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _sending = new(); // so that numbers go out in their order; taken before the room's lock
    private readonly Lock _gate = new();    // taken with the room's lock held
    private readonly Dictionary<long, Sending> _unresolved = [];
    private volatile bool _hasEnded;
    private long _lastNumber;

    object? IClient.Seat { get; set; }

    /// <summary>Null once it is in the room; otherwise why not.</summary>
    public Task<Code?> Joined => _joined.Task;

    public bool HasEnded => _hasEnded;

    /// <summary>How many sends use it; the voice's own.</summary>
    public int Users { get; set; }

    public Sending Send(IEngine engine, string? target, ReadOnlyMemory<byte> data)
    {
        var sending = new Sending();
        lock (_sending)
        {
            var number = ++_lastNumber;
            lock (_gate)
            {
                if (_hasEnded)
                {
                    sending.Refuse(Reasons.PeerLeft);
                    return sending;
                }

                _unresolved[number] = sending;
            }

            engine.Send(this, new Signal { Kind = SignalKind.Message, Number = number, Payload = data }, target);
        }

        return sending;
    }

    void IClient.Deliver(in ClientEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.ExistingPeers or EventKind.Resumed: _joined.TrySetResult(null); break;
            case EventKind.Ack: Resolve(e.Acked!); break;
            case EventKind.Undelivered: Undelivered(e.Number, e.Target!, e.Code!, e.Flag); break;
            case EventKind.Error: Fail(e.Number, e.Code!); break;
            case EventKind.Close: End(e.Code!); break;
        }
    }

    void IClient.Flush()
    {
    }

    private void Resolve(AckRanges acked)
    {
        lock (_gate)
        {
            foreach (var number in _unresolved.Keys.Where(acked.Covers).ToList())
            {
                _unresolved.Remove(number, out var sending);
                sending!.Resolve();
            }
        }
    }

    private void Undelivered(long number, string target, Code code, bool isLast)
    {
        lock (_gate)
        {
            if (!_unresolved.TryGetValue(number, out var sending)) return;
            sending.Lose(target, code);
            if (!isLast) return;
            _unresolved.Remove(number);
            sending.Resolve();
        }
    }

    private void Fail(long number, Code code)
    {
        lock (_gate)
        {
            if (_unresolved.Remove(number, out var sending)) sending.Refuse(code);
        }
    }

    private void End(Code code)
    {
        _hasEnded = true;
        _joined.TrySetResult(code);
        lock (_gate)
        {
            foreach (var sending in _unresolved.Values) sending.Refuse(code);
            _unresolved.Clear();
        }
    }

    /// <summary>One message and what has become of it.</summary>
    internal sealed class Sending
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly List<(string PeerId, Code Code)> _undelivered = [];
        private Code? _refused;

        public Task Done => _done.Task;

        public void Lose(string peerId, Code code)
        {
            lock (_undelivered) _undelivered.Add((peerId, code));
        }

        public void Refuse(Code code)
        {
            _refused = code;
            _done.TrySetResult();
        }

        public void Resolve() => _done.TrySetResult();

        public ServerSent Outcome()
        {
            var isDone = _done.Task.IsCompleted;
            lock (_undelivered) return new ServerSent(isDone ? _refused : null, !isDone, [.. _undelivered]);
        }
    }
}
