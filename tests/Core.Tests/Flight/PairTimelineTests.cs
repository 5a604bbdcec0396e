using System.Text;
using Signaling.Core.Codes;
using Signaling.Core.Flight;
using Signaling.Core.Messages;
using static Signaling.Core.Tests.Flight.Call;

namespace Signaling.Core.Tests.Flight;

public sealed class PairTimelineTests
{
    [Fact]
    public void Call_ThatConnects_ReadsInOrder()
    {
        var call = new Call().Offer(Alice).Candidates(Alice, "host", "srflx").End(Alice).Applied(Bob).Answer(Bob).Applied(Alice).Acknowledged(Bob, 1).State(Alice, LinkState.Connected);

        Assert.Equal(
            [
                FlightKind.Offer, FlightKind.OfferDelivered, FlightKind.Candidates, FlightKind.CandidatesDelivered, FlightKind.EndOfCandidates, FlightKind.OfferApplied,
                FlightKind.Answer, FlightKind.AnswerDelivered, FlightKind.AnswerApplied, FlightKind.AnswerAcknowledged, FlightKind.State,
            ],
            Kinds(call));
    }

    [Fact]
    public void Offer_WhenDelivered_GetsTheServersNumber()
    {
        var call = new Call(acks: false).Offer(Alice, negotiation: 7);

        Assert.Equal((1, 7), (call.Timeline.Entries[0].Number, call.Timeline.Entries[0].Negotiation));
    }

    [Fact]
    public void Candidates_InARow_ShareALine()
    {
        var call = new Call().Candidates(Alice, "host", "host", "srflx", "prflx", "relay", "tunnel");

        var line = Assert.Single(call.Timeline.Entries, entry => entry.Kind == FlightKind.Candidates);
        Assert.Equal(new CandidateTally(Host: 2, Srflx: 1, Prflx: 1, Relay: 1, Unknown: 1), line.Candidates);
        Assert.Equal((1, 6, 50), (line.Number, line.NumberTo, line.UntilMs - line.AtMs));
    }

    [Fact]
    public void Candidates_OfTwoSidesAtOnce_ShareTwoLines()
    {
        var call = new Call().Candidates(Alice, "host").Candidates(Bob, "host").Candidates(Alice, "host").Candidates(Bob, "relay");

        Assert.Equal(4, call.Timeline.Entries.Count);
    }

    [Fact]
    public void Candidates_InADescription_Count()
    {
        var timeline = new PairTimeline("alice", "bob", 64);
        var sdp = "\"v=0\\r\\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\\r\\na=candidate:2 1 udp 1 192.0.2.2 9 typ relay raddr 0.0.0.0 rport 0\\r\\na=end-of-candidates\\r\\n\"";
        timeline.Sent(Alice, new Signal { Kind = SignalKind.Offer, Number = 1, Payload = Encoding.UTF8.GetBytes(sdp) }, 1);

        Assert.Equal(new CandidateTally(Host: 1, Relay: 1), timeline.Entries[0].Candidates);
    }

    [Fact]
    public void Addresses_UnlessAsked_AreNotKept()
    {
        var call = new Call().Candidates(Alice, "host", "srflx:5000:6000");

        Assert.All(call.Timeline.Entries, entry => Assert.Null(entry.Addresses));
        Assert.DoesNotContain("192.0.2", string.Join(' ', call.Timeline.Entries), StringComparison.Ordinal);
    }

    [Fact]
    public void Addresses_WhenAsked_AreKeptUpToABound()
    {
        var call = new Call(keepsAddresses: true).Candidates(Alice, "host");
        Assert.Equal(["udp 192.0.2.1 9 host"], call.Timeline.Entries[0].Addresses!);
        var before = call.Timeline.Bytes;

        call.Candidates(Alice, [.. Enumerable.Repeat("host", 100)]);

        Assert.Equal(16, call.Timeline.Entries[0].Addresses!.Count);
        Assert.True(call.Timeline.Bytes > before);
    }

    [Fact]
    public void Repeats_AfterAResume_AreNotNotedTwice()
    {
        var call = new Call().Offer(Alice).Candidates(Alice, "host");
        var before = call.Timeline.Entries.ToArray();
        var offer = new Signal { Kind = SignalKind.Offer, Number = 1, Negotiation = 1, Payload = "\"\""u8.ToArray() };
        var candidate = new Signal { Kind = SignalKind.Candidate, Number = 2, Payload = Encoding.UTF8.GetBytes(Line("host")) };

        call.Timeline.Sent(Alice, offer, call.Now);
        call.Timeline.Sent(Alice, candidate, call.Now);
        call.Timeline.Delivered(Bob, offer, call.Now);
        call.Timeline.Delivered(Bob, candidate, call.Now);

        Assert.Equal(before, call.Timeline.Entries);
    }

    [Fact]
    public void NewPage_StartsItsNumbersAnew()
    {
        var call = new Call();
        call.Timeline.Page(Alice, "one", call.Now);
        call.Offer(Alice);
        call.Timeline.Page(Alice, "two", call.Now);
        call.Timeline.Sent(Alice, new Signal { Kind = SignalKind.Offer, Number = 1, Payload = "\"\""u8.ToArray() }, call.Now);
        call.Timeline.Delivered(Bob, new Signal { Kind = SignalKind.Offer, Number = 1, Negotiation = 2, Payload = "\"\""u8.ToArray() }, call.Now);

        Assert.Equal([FlightKind.Offer, FlightKind.OfferDelivered, FlightKind.Reset, FlightKind.Offer, FlightKind.OfferDelivered], Kinds(call));
    }

    [Fact]
    public void SameUfrag_IsNoRestart_AnotherIs()
    {
        var call = new Call().Offer(Alice, 1, "aaaa").Offer(Alice, 2, "aaaa").Offer(Alice, 3, "cccc");

        Assert.Equal([false, false, true], call.Timeline.Entries.Where(entry => entry.Kind == FlightKind.Offer).Select(entry => entry.IsRestart));
    }

    [Fact]
    public void Undelivered_OfSomethingElse_IsNotTold()
    {
        var call = new Call().Offer(Alice);

        Assert.False(call.Timeline.Undelivered(Alice, 99, Reasons.Expired, call.Now));
        Assert.True(call.Timeline.Undelivered(Alice, 1, Reasons.Expired, call.Now));
        Assert.Equal(FlightKind.Offer, call.Timeline.Entries[^1].About);
    }

    [Fact]
    public void Undelivered_CandidatesOfOneKind_ShareALine()
    {
        var call = new Call().Candidates(Alice, "host", "host", "host").Undelivered(Alice, 1, Reasons.Expired).Undelivered(Alice, 2, Reasons.Expired).Undelivered(Alice, 3, Reasons.PeerLeft);

        Assert.Equal(["expired", "peer-left"], call.Timeline.Entries.Where(entry => entry.Kind == FlightKind.Undelivered).Select(entry => entry.Code!));
    }

    [Fact]
    public void Entries_BeyondTheBound_PushTheOldestOut()
    {
        var call = new Call(entriesMax: 10);
        for (var i = 0; i < 20; i++) call.State(Alice, i % 2 == 0 ? LinkState.Connected : LinkState.Disconnected);

        Assert.Equal((10, 10), (call.Timeline.Entries.Count, call.Timeline.Dropped));
        Assert.InRange(call.Timeline.Bytes, 10 * FlightEntry.Bytes, 30 * FlightEntry.Bytes);
    }

    [Theory]
    [InlineData("\"InvalidStateError: Failed to set remote answer sdp 192.0.2.1\"", "InvalidStateError")]
    [InlineData("""{"name":"OperationError","message":"192.0.2.1"}""", "OperationError")]
    [InlineData("true", "an error without a name")]
    [InlineData("\"192.0.2.1\"", "192")]
    public void Error_IsKeptByItsName(string payload, string name) => Assert.Equal(name, new Call().Offer(Alice).Applied(Bob, payload).Timeline.Entries[^1].Code);

    private static IEnumerable<FlightKind> Kinds(Call call) => call.Timeline.Entries.Select(entry => entry.Kind);
}
