using Signaling.Core.Flight;
using Signaling.Core.Messages;
using static Signaling.Core.Tests.Flight.Call;

namespace Signaling.Core.Tests.Flight;

/// <summary>Two gateways see one side of a pair each; together they say what one gateway would have said.</summary>
public sealed class SightMergeTests
{
    public static IEnumerable<object[]> Skews =>
        from skew in (long[])[-3_600_000, -300, -1, 0, 1, 300, 3_600_000] from acks in (bool[])[true, false] select (object[])[skew, acks];

    [Theory]
    [MemberData(nameof(Skews))]
    public void BothSights_WhateverTheirClocks_AreWhatOneGatewayWouldHaveSeen(long skew, bool acks)
    {
        var call = new SplitCall(skew, acks).Connect();
        var (whole, merged) = (call.Whole.Sight(call.Now), call.Merged);

        Assert.Equal(Kinds(whole), Kinds(merged));
        Assert.Equal(whole.Entries.Select(entry => (entry.Number, entry.Negotiation)), merged.Entries.Select(entry => (entry.Number, entry.Negotiation)));
        Assert.All(whole.Entries.Zip(merged.Entries), pair => Assert.InRange(pair.Second.AtMs - pair.First.AtMs, -30, 30)); // a message's way, and what it waited
        Assert.Equal("connected", CallVerdicts.Of(merged).Code);
        Assert.True(merged.HasSeen(Alice) && merged.HasSeen(Bob));
    }

    /// <summary>Less than a message's way: nothing shows it, and what has nothing to do with each other may change places.</summary>
    [Theory]
    [InlineData(-25)]
    [InlineData(25)]
    public void AcrossASmallDifference_CausesStillComeFirst(long skew)
    {
        var kinds = Kinds(new SplitCall(skew).Connect().Merged);

        string[][] chains =
        [
            ["Offer First", "OfferDelivered Second", "OfferApplied Second", "Answer Second", "AnswerDelivered First", "AnswerApplied First"],
            ["OfferDelivered Second", "OfferAcknowledged Second"], ["Candidates First", "CandidatesDelivered Second"], ["Candidates Second", "CandidatesDelivered First"],
        ];
        Assert.All(chains, chain => Assert.Equal(chain, kinds.Where(chain.Contains)));
    }

    [Fact]
    public void ClocksThatAgree_AreLeftAlone()
    {
        var call = new SplitCall().Connect();

        Assert.Equal(call.Whole.Entries, call.Merged.Entries);
        Assert.Equal(CallVerdicts.Of(call.Whole.Sight(call.Now)), CallVerdicts.Of(call.Merged));
    }

    [Fact]
    public void WhichGatewayIsAsked_IsNoMatter()
    {
        var call = new SplitCall(skewMs: 40).Connect();

        Assert.Equal(Kinds(call.Merged), Kinds(SightMerge.Of([call.WestSight, call.EastSight])));
    }

    [Fact]
    public void AVerdict_KnowsWhatOnlyTheOtherGatewaySaw()
    {
        var call = new SplitCall(skewMs: -5_000);
        call.Through(Alice, call.Describe(SignalKind.Offer, Alice)).Through(Bob, call.Describe(SignalKind.Answer, Bob));
        call.Sent(Alice, call.Candidate(Alice, "relay")).State(Bob, LinkState.Connecting).Wait(15_000).State(Bob, LinkState.Failed);

        Assert.Equal("signaling-done", CallVerdicts.Of(call.EastSight).Code);
        Assert.Equal("Neither side sent a candidate: there was nothing to connect to.", CallVerdicts.Of(call.WestSight).Sentence);
        Assert.Equal("bob sent no candidate: alice had nothing to connect to.", CallVerdicts.Of(call.Merged).Sentence);
    }

    [Theory]
    [InlineData(500)]
    [InlineData(-500)]
    public void AnOffer_IsNeverDeliveredBeforeItIsMade(long skew)
    {
        var call = new SplitCall(skew);
        call.Through(Alice, call.Describe(SignalKind.Offer, Alice));

        Assert.Equal(["Offer First", "OfferDelivered Second"], Kinds(call.Merged));
        Assert.Equal(["Offer First", "OfferDelivered Second"], Kinds(SightMerge.Of([call.WestSight, call.EastSight])));
    }

    [Fact]
    public void WhatBothWereTold_StandsThereOnce()
    {
        var call = new SplitCall();
        var offer = call.Describe(SignalKind.Offer, Alice);
        call.Through(Alice, offer).Applied(Bob, offer.Number, "\"InvalidStateError\"");

        Assert.Single(call.Merged.Entries, entry => entry.Kind == FlightKind.OfferNotApplied);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ANewPage_BeginsOnce_AndItsNumbersAreNotTheOldOnes(bool oldGatewayIsThere)
    {
        var call = new SplitCall(skewMs: 3).Connect();
        var old = call.EastSight;
        call.East = new PairTimeline("alice", "bob", 64); // it comes by another gateway
        call.Wait(60_000).Reload(Alice).Connect();
        var merged = SightMerge.Of(oldGatewayIsThere ? [old, call.WestSight, call.EastSight] : [call.WestSight, call.EastSight]);

        Assert.Single(merged.Entries, entry => entry.Kind == FlightKind.Reset);
        if (oldGatewayIsThere) Assert.Equal(Kinds(call.Whole.Sight(call.Now)), Kinds(merged));
        Assert.Equal("connected", CallVerdicts.Of(merged).Code);
        Assert.InRange(CallVerdicts.Of(merged).SetUpMs!.Value, 100, 500);
    }

    [Fact]
    public void ThePageThatSpeaksBeforeTheOtherGatewayKnowsIt_BeginsBeforeItSpeaks()
    {
        var call = new SplitCall(skewMs: 100).Connect();
        call.East = new PairTimeline("alice", "bob", 64);
        call.Reload(Alice).Through(Alice, call.Describe(SignalKind.Offer, Alice, "cccc"));

        var kinds = Kinds(call.Merged);
        Assert.True(kinds.IndexOf("Reset First") < kinds.IndexOf("Offer First"), string.Join(", ", kinds));
    }

    [Fact]
    public void WhatWasSentAgainAfterAResume_IsThereOnce_AndSetsNoClock()
    {
        var call = new SplitCall();
        var offer = call.Describe(SignalKind.Offer, Alice);
        call.Through(Alice, offer).Happens(FlightKind.Suspended, Alice);
        var before = call.EastSight;
        call.East = new PairTimeline("alice", "bob", 64); // she resumes at another gateway
        call.Wait(9_000).Happens(FlightKind.Resumed, Alice).Sent(Alice, offer);

        string[] expected = ["Offer First", "OfferDelivered Second", "Suspended First", "Resumed First"];
        Assert.Equal(expected, Kinds(SightMerge.Of([before, call.WestSight, call.EastSight])));
        var delivered = SightMerge.Of([call.EastSight, call.WestSight]).Entries.Single(entry => entry.Kind == FlightKind.OfferDelivered); // the first gateway is gone
        Assert.Equal(call.West.Entries[0].AtMs, delivered.AtMs);
    }

    [Fact]
    public void WhatWasLeftOut_IsAddedUp()
    {
        var entry = new FlightEntry { AtMs = 1, Kind = FlightKind.Offer, By = Alice };
        var merged = SightMerge.Of([new PairSight("alice", "bob", 5, [entry], 2, 3), new PairSight("alice", "bob", 9, [], 10, 20)]);

        Assert.Equal((5, 12, 23), (merged.AtMs, merged.Dropped, merged.Skipped));
    }

    private static List<string> Kinds(PairSight sight) => [.. sight.Entries.Select(entry => $"{entry.Kind} {entry.By}")];
}
