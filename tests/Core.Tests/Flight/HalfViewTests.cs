using System.Text;
using Signaling.Core.Flight;
using Signaling.Core.Messages;
using static Signaling.Core.Tests.Flight.Call;

namespace Signaling.Core.Tests.Flight;

/// <summary>In a cluster each gateway sees one side of a pair: what its client sends and is told.</summary>
public sealed class HalfViewTests
{
    private static readonly byte[] Payload = Encoding.UTF8.GetBytes("\"v=0\\r\\na=ice-ufrag:aaaa\\r\\n\"");

    private readonly PairTimeline _timeline = new("alice", "bob", 64);
    private long _now = 1_000_000;

    private CallVerdict Verdict => CallVerdicts.Of(_timeline.Sight(_now));

    [Fact]
    public void TheOfferersGateway_KnowsHowFarItCame()
    {
        _timeline.Sent(Alice, Description(SignalKind.Offer, 1, 0), _now);
        Assert.Equal("offer-on-its-way", Verdict.Code);
        _timeline.Acknowledged(Alice, 1, _now += 100);
        Assert.Equal("answer-awaited", Verdict.Code);
        _timeline.Delivered(Alice, Applied(1), _now += 100);
        _timeline.Delivered(Alice, Description(SignalKind.Answer, 1, 1), _now += 100);
        _timeline.Sent(Alice, Applied(1), _now += 100);
        _timeline.Delivered(Alice, Candidate(2, "relay"), _now += 100);
        _timeline.State(Alice, null, LinkState.Connected, default, default, _now += 100);

        Assert.Equal(("connected", 600), (Verdict.Code, Verdict.SetUpMs));
    }

    [Fact]
    public void TheAnswerersGateway_KnowsHowFarItCame()
    {
        _timeline.Delivered(Bob, Description(SignalKind.Offer, 1, 1), _now);
        Assert.Equal("answer-awaited", Verdict.Code);
        _timeline.Sent(Bob, Applied(1), _now += 100);
        _timeline.Sent(Bob, Description(SignalKind.Answer, 1, 1), _now += 100);
        Assert.Equal("answer-on-its-way", Verdict.Code);
        _timeline.Delivered(Bob, Applied(1, "\"InvalidStateError\""), _now += 100);

        Assert.Equal("Answer 1 was never applied at alice: InvalidStateError.", Verdict.Sentence);
    }

    [Fact]
    public void CandidatesOfTheOtherSide_AreCountedWhenTheyArrive()
    {
        _timeline.Sent(Alice, Description(SignalKind.Offer, 1, 0), _now);
        _timeline.Sent(Alice, Candidate(2, "host"), _now);
        _timeline.Delivered(Alice, Description(SignalKind.Answer, 1, 1), _now);
        _timeline.Delivered(Alice, Candidate(2, "host"), _now);
        _timeline.State(Alice, null, LinkState.Connecting, default, default, _now);
        _timeline.Delivered(Alice, Candidate(3, "relay"), _now);
        _timeline.State(Alice, null, LinkState.Failed, default, default, _now);

        Assert.Equal("Only bob had a relay candidate: alice could not reach it, or got no TURN credentials (it had 1 host).", Verdict.Sentence);
    }

    private static Signal Description(SignalKind kind, long number, long negotiation) => new() { Kind = kind, Number = number, Negotiation = negotiation, Payload = Payload };

    private static Signal Applied(long number, string? error = null) =>
        new() { Kind = SignalKind.Applied, AppliedNumber = number, Payload = error is null ? default : Encoding.UTF8.GetBytes(error) };

    private static Signal Candidate(long number, string type) => new() { Kind = SignalKind.Candidate, Number = number, Payload = Encoding.UTF8.GetBytes(Line(type)) };
}
