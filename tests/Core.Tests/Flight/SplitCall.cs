using System.Text;
using Signaling.Core.Flight;
using Signaling.Core.Messages;
using static Signaling.Core.Tests.Flight.Call;

namespace Signaling.Core.Tests.Flight;

/// <summary>A call of alice and bob at two gateways, whose clocks differ; and beside it what one gateway would have seen of it.</summary>
internal sealed class SplitCall
{
    public const int WayMs = 20;

    private readonly long _skewMs;
    private readonly bool _acks;
    private readonly long[] _numbers = new long[2];
    private readonly string[] _pages = ["alice-1", "bob-1"];

    /// <param name="skewMs">How far the clock of bob's gateway is before that of alice's.</param>
    /// <param name="acks">Whether clients number what they send.</param>
    public SplitCall(long skewMs = 0, bool acks = true) => (_skewMs, _acks) = (skewMs, acks);

    public PairTimeline East { get; set; } = new("alice", "bob", 64);

    public PairTimeline West { get; } = new("alice", "bob", 64);

    public PairTimeline Whole { get; } = new("alice", "bob", 64);

    public long Now { get; private set; } = 1_000_000_000;

    public PairSight EastSight => East.Sight(Now);

    public PairSight WestSight => West.Sight(Now + _skewMs);

    public PairSight Merged => SightMerge.Of([EastSight, WestSight]);

    /// <summary>Offer, answer and a candidate of each go through and are applied; each step takes its way and 10 ms.</summary>
    public SplitCall Connect()
    {
        var offer = Describe(SignalKind.Offer, Alice);
        var candidate = Candidate(Alice, "host");
        Through(Alice, offer).Through(Alice, candidate).Applied(Bob, offer.Number);
        if (_acks) Acknowledged(Alice, offer.Number);
        var answer = Describe(SignalKind.Answer, Bob);
        Through(Bob, answer).Through(Bob, Candidate(Bob, "relay")).Applied(Alice, answer.Number);
        if (_acks) Acknowledged(Bob, answer.Number);
        return State(Alice, LinkState.Connected).State(Bob, LinkState.Connected);
    }

    public Signal Describe(SignalKind kind, Side by, string ufrag = "aaaa") => new()
    {
        Kind = kind, Number = ++_numbers[(int)by], Negotiation = 1, Payload = Encoding.UTF8.GetBytes($"\"v=0\\r\\na=ice-ufrag:{ufrag}\\r\\n\""),
    };

    public Signal Candidate(Side by, string type) => new() { Kind = SignalKind.Candidate, Number = ++_numbers[(int)by], Payload = Encoding.UTF8.GetBytes(Line(type)) };

    public SplitCall Through(Side by, in Signal signal) => Sent(by, signal).Arrived(Other(by), signal);

    public SplitCall Sent(Side by, Signal signal)
    {
        var sent = signal with { Number = _acks ? signal.Number : 0, Negotiation = signal.Kind == SignalKind.Offer ? 0 : signal.Negotiation };
        return Step(by, (timeline, at) =>
        {
            timeline.Page(by, _pages[(int)by], at);
            timeline.Sent(by, sent, at);
        });
    }

    public SplitCall Arrived(Side to, Signal signal) => Wait(WayMs).Step(to, (timeline, at) =>
    {
        timeline.Page(Other(to), _pages[(int)Other(to)], at);
        timeline.Delivered(to, signal, at);
    });

    public SplitCall Applied(Side by, long number, string? error = null) =>
        Through(by, new Signal { Kind = SignalKind.Applied, AppliedNumber = number, Payload = error is null ? default : Encoding.UTF8.GetBytes(error) });

    public SplitCall Acknowledged(Side sender, long number) => Wait(WayMs).Step(sender, (timeline, at) => timeline.Acknowledged(sender, number, at));

    public SplitCall State(Side by, LinkState state) => Step(by, (timeline, at) => timeline.State(by, null, state, default, default, at));

    public SplitCall Happens(FlightKind kind, Side to) => Step(Other(to), (timeline, at) => timeline.Presence(kind, to, null, at));

    /// <summary>A new page of a side's; the other gateway is told.</summary>
    public SplitCall Reload(Side side)
    {
        (_pages[(int)side], _numbers[(int)side]) = (_pages[(int)side] + "'", 0);
        return Step(Other(side), (timeline, at) => timeline.Page(side, _pages[(int)side], at));
    }

    public SplitCall Wait(long ms)
    {
        Now += ms;
        return this;
    }

    private SplitCall Step(Side at, Action<PairTimeline, long> step)
    {
        Now += 10;
        step(at == Alice ? East : West, at == Alice ? Now : Now + _skewMs);
        step(Whole, Now);
        return this;
    }
}
