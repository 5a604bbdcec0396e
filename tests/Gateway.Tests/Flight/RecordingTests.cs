using Microsoft.Extensions.DependencyInjection;
using Signaling.Core.Flight;
using Signaling.Gateway.Flight;

namespace Signaling.Gateway.Tests.Flight;

/// <summary>What native clients do, as the flight recorder tells it.</summary>
public sealed class RecordingTests : NativeTest
{
    [Fact]
    public async Task ACall_ThatConnects_IsOnOneTimeline()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        var bob = await JoinAsync("bob");

        await alice.SendAsync(Offer("bob", Sdp("aaaa"), 1));
        await alice.SendAsync(Candidate("bob", Ice("aaaa"), 2));
        await bob.SkipToAsync("ice-candidate");
        await bob.SendAsync("""{"type":"applied","fromPeerId":"alice","fromSeq":1}""");
        await bob.SendAsync(Answer("alice", Sdp("bbbb")));
        await bob.SendAsync("""{"type":"state","peerId":"alice","connectionState":"connected","detail":{"local":"relay","remote":"host"}}""");
        await bob.FenceAsync();

        var pair = Pair("bob", "alice");
        Assert.Equal(["alice", "bob"], pair.Peers);
        Assert.Equal(("connected", "connected"), (pair.Verdict.Outcome, pair.Verdict.Code));
        Assert.Contains("alice directly and bob through a relay", pair.Verdict.Sentence, StringComparison.Ordinal);
        Assert.Equal(
            ["offer alice", "offer-delivered bob", "candidates alice", "candidates-delivered bob", "offer-applied bob", "answer bob", "answer-delivered alice", "state bob"],
            pair.Timeline!.Where(line => line.Event != "offer-acknowledged").Select(line => $"{line.Event} {line.Peer}")); // that one comes when alice is told
        Assert.Equal(new FlightCandidates(Host: 1, 0, 0, 0, 0), pair.Timeline!.Single(line => line.Event == "candidates").Candidates);
    }

    [Fact]
    public async Task WhoseConnectionIsNotSeenHere_IsNamed_UntilItIs()
    {
        var alice = await JoinAsync("alice", "\"acks\":true");
        await alice.SendAsync(Offer("bob", Sdp("aaaa"), 1));
        await alice.FenceAsync();
        Assert.Equal(["bob"], Pair("alice", "bob").Unseen);

        var bob = await JoinAsync("bob");
        await bob.SkipToAsync("offer");

        Assert.Null(Pair("alice", "bob").Unseen);
    }

    [Fact]
    public async Task AnAnswerThatIsNotApplied_IsTheVerdict()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        await alice.SendAsync(Offer("bob", Sdp("aaaa")));
        await bob.SkipToAsync("offer");
        await bob.SendAsync(Answer("alice", Sdp("bbbb")));
        var fromSeq = (await alice.SkipToAsync("answer")).Number("fromSeq");
        await alice.SendAsync($$"""{"type":"applied","fromPeerId":"bob","fromSeq":{{fromSeq}},"error":"InvalidStateError: Called in wrong state: stable"}""");
        await alice.FenceAsync();

        Assert.Equal("Answer 1 was never applied at alice: InvalidStateError.", Pair("alice", "bob").Verdict.Sentence);
    }

    [Fact]
    public async Task WhoLeaves_IsTold()
    {
        var alice = await JoinAsync("alice");
        var bob = await JoinAsync("bob");
        await alice.SendAsync(Offer("bob", Sdp("aaaa")));
        await bob.SkipToAsync("offer");
        await bob.SendAsync("""{"type":"leave-room"}""");
        await alice.SkipToAsync("peer-left");

        Assert.Equal(("ended", "peer-gone"), (Pair("alice", "bob").Verdict.Outcome, Pair("alice", "bob").Verdict.Code));
    }

    [Fact]
    public async Task MessagesAndStrangers_MakeNoTimeline()
    {
        var alice = await JoinAsync("alice");
        await JoinAsync("bob");
        await alice.SendAsync(Message("bob", "1"));
        await alice.SendAsync(Message("nobody", "1"));
        await alice.SendAsync("""{"type":"applied","fromPeerId":"bob","fromSeq":1}""");
        await alice.SendAsync("""{"type":"state","peerId":"bob","connectionState":"of its own"}""");
        await alice.FenceAsync();

        Assert.Empty(Recorder.Newest(Room, null, 10));
    }

    private FlightRecorder Recorder => Server.Services.GetRequiredService<FlightRecorder>();

    private PairFlight Pair(string one, string other) =>
        Recorder.Sight(PairName.Of(Room, one, other)) is { } sight ? PairFlight.Of(Room, sight, withTimeline: true, isPartial: false) : throw new InvalidOperationException("The pair is not recorded.");
}

/// <summary>Where nothing is recorded, there is nothing that could.</summary>
public sealed class NotRecordingTests() : NativeTest(ownClock: false, "Flight:Sample=0")
{
    [Fact]
    public async Task Off_ThereIsNoRecorder()
    {
        var alice = await JoinAsync("alice");
        await alice.SendAsync(Offer("bob", Sdp("aaaa")));
        await alice.FenceAsync();

        Assert.Null(Server.Services.GetService<FlightRecorder>());
    }
}
