using Signaling.Core.Flight;
using Signaling.Core.Messages;

namespace Signaling.Gateway.Flight;

/// <summary>What one session sends and is told, written into the timelines of its pairs. Messages that set up no call are not looked at.</summary>
public sealed class FlightSeat
{
    private const int PendingMax = 64;

    private readonly FlightRecorder _recorder;
    private readonly string _room;
    private readonly string _peerId;
    private readonly string _instance;

    // Not made before the first call, and no lock of its own: each idle connection would hold them. It locks itself, as nobody else does.
    private Dictionary<string, PairRecord?>? _pairs;
    private PairRecord? _last; // most peers talk to one
    private List<(long Number, PairRecord Pair)>? _pending;

    internal FlightSeat(FlightRecorder recorder, string room, string peerId, string instance) =>
        (_recorder, _room, _peerId, _instance) = (recorder, room, peerId, instance);

    /// <summary>The client sends, and the rules of its connection let it.</summary>
    public void Sent(in Signal signal, ReadOnlySpan<char> target)
    {
        if (signal.Kind == SignalKind.Message || target.IsEmpty || PairWith(target, mayBegin: signal.Kind == SignalKind.Offer) is not { } pair) return;
        var at = Now;
        if (!pair.Admits(at)) return;
        if (signal is { Number: > 0, Kind: SignalKind.Offer or SignalKind.Answer }) Await(signal.Number, pair);
        pair.Write((Seat: this, Pair: pair, Signal: signal), static (timeline, its, now) =>
        {
            var side = its.Pair.SideOf(its.Seat._peerId);
            timeline.Page(side, its.Seat._instance, now);
            timeline.Sent(side, its.Signal, now);
        }, at);
    }

    /// <summary>The client reports the state of its connection to a peer.</summary>
    public void State(ReadOnlySpan<char> peerId, string? label, LinkState state, ReadOnlySpan<byte> detail)
    {
        if (PairWith(peerId, mayBegin: true) is not { } pair || !pair.Admits(Now)) return;
        var (local, remote) = RouteDetail.Read(detail);
        pair.Write((Side: pair.SideOf(_peerId), label, state, local, remote), static (timeline, its, now) =>
            timeline.State(its.Side, its.label, its.state, its.local, its.remote, now), Now);
    }

    /// <summary>The client is told something. Called with the room's lock held.</summary>
    public void Told(in ClientEvent e)
    {
        switch (e.Kind)
        {
            case EventKind.Signal: Received(e); break;
            case EventKind.Ack: Resolved(e.Acked!); break;
            case EventKind.Undelivered: Undelivered(e); break;
            case EventKind.Glare:
                if (PairWith(e.Target, mayBegin: false) is { } crossed)
                {
                    crossed.Write((Side: crossed.SideOf(_peerId), Event: e), static (timeline, its, now) =>
                        timeline.Glare(its.Side, its.Event.Connection, its.Event.Negotiation, its.Event.Flag, now), Now);
                }

                break;
            case EventKind.PeerReset: Reset(e.Peer!); break;
            case EventKind.PeerSuspended: Presence(FlightKind.Suspended, e); break;
            case EventKind.PeerResumed: Presence(FlightKind.Resumed, e); break;
            case EventKind.PeerLeft: Presence(FlightKind.Left, e); break;
        }
    }

    private long Now => _recorder.Clock.NowMs;

    private void Received(in ClientEvent e)
    {
        if (e.Signal.Kind == SignalKind.Message || PairWith(e.Peer!.PeerId, mayBegin: e.Signal.Kind == SignalKind.Offer) is not { } pair) return;
        var at = Now;
        if (!pair.Admits(at)) return;
        pair.Write((Seat: this, Pair: pair, Event: e), static (timeline, its, now) =>
        {
            timeline.Page(its.Pair.SideOf(its.Event.Peer!.PeerId), its.Event.Peer.Instance, now);
            timeline.Delivered(its.Pair.SideOf(its.Seat._peerId), its.Event.Signal, now);
        }, at);
    }

    private void Undelivered(in ClientEvent e)
    {
        if (PairWith(e.Target, mayBegin: false) is not { } pair) return;
        var (number, code) = (e.Number, e.Code!);
        lock (this) _pending?.RemoveAll(each => each.Number == number);
        pair.Write((Side: pair.SideOf(_peerId), number, code), static (timeline, its, now) => timeline.Undelivered(its.Side, its.number, its.code, now), Now);
    }

    private void Reset(Member member)
    {
        if (PairWith(member.PeerId, mayBegin: false) is { } pair)
            pair.Write((Side: pair.SideOf(member.PeerId), member.Instance), static (timeline, its, now) => timeline.Page(its.Side, its.Instance, now), Now);
    }

    private void Presence(FlightKind kind, in ClientEvent e)
    {
        if (PairWith(e.Peer!.PeerId, mayBegin: false) is not { } pair) return;
        pair.Write((kind, Side: pair.SideOf(e.Peer.PeerId), Code: e.Code?.Name), static (timeline, its, now) => timeline.Presence(its.kind, its.Side, its.Code, now), Now);
    }

    private void Await(long number, PairRecord pair)
    {
        lock (this)
        {
            if ((_pending ??= []).Count < PendingMax) _pending.Add((number, pair));
        }
    }

    private void Resolved(AckRanges acked)
    {
        List<(long Number, PairRecord Pair)>? resolved = null;
        lock (this)
        {
            for (var i = (_pending?.Count ?? 0) - 1; i >= 0; i--)
            {
                if (!acked.Covers(_pending![i].Number)) continue;
                (resolved ??= []).Add(_pending[i]);
                _pending.RemoveAt(i);
            }
        }

        foreach (var (number, pair) in resolved ?? [])
            pair.Write((Side: pair.SideOf(_peerId), number), static (timeline, its, now) => timeline.Acknowledged(its.Side, its.number, now), Now);
    }

    /// <summary>The record of the pair with another peer; null when it is not recorded. It begins with an offer, or with what a page says of its connection.</summary>
    private PairRecord? PairWith(ReadOnlySpan<char> other, bool mayBegin)
    {
        if (other.IsEmpty || other.SequenceEqual(_peerId)) return null;
        lock (this)
        {
            if (_last is { IsForgotten: false } last && last.IsWith(other, _peerId)) return last;
            PairRecord? known = null;
            if (_pairs is not null && _pairs.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(other, out known) && known is not { IsForgotten: true }) return _last = known;
            if (!mayBegin || (known is null && _pairs?.Count >= _recorder.Options.PairsPerPeer)) return null;
            var key = PairName.Of(_room, _peerId, other.ToString());
            var isSampled = _recorder.IsSampled(key);
            var begun = isSampled ? _recorder.RecordOf(key) : null;
            if (begun is not null || !isSampled) (_pairs ??= []).GetAlternateLookup<ReadOnlySpan<char>>()[other] = begun;
            return _last = begun;
        }
    }
}
