using Signaling.Core.Codes;
using Signaling.Core.Flight;
using Signaling.Core.Negotiation;
using static Signaling.Core.Tests.Flight.Call;

namespace Signaling.Core.Tests.Flight;

/// <summary>Stories of calls that connected, did not, or not yet; and the sentence that says so.</summary>
public sealed class CallVerdictTests
{
    private static readonly string[] Symmetric = ["host", "srflx:5000:6000", "srflx:5000:6001"];

    [Fact]
    public void Nothing_WasSent() => Expect(new Call(), CallOutcome.Nothing, "no-offer", "Nobody has offered yet.");

    [Fact]
    public void CandidatesWithoutAnOffer() =>
        Expect(new Call().Candidates(Alice, "host"), CallOutcome.Stalled, "no-offer", "Candidates came, but no offer that stands.");

    [Fact]
    public void OfferToSomebodyWhoIsNotThere() =>
        Expect(new Call().Offer(Alice, delivered: false), CallOutcome.SettingUp, "offer-on-its-way", "The offer is on its way to bob.");

    [Fact]
    public void OfferToSomebodyWhoDoesNotCome() => Expect(
        new Call().Offer(Alice, delivered: false).Wait(8_000), CallOutcome.Stalled, "offer-not-delivered", "The offer has not reached bob for 8.0 s: it has not joined, or is away.");

    [Fact]
    public void OfferThatExpired() => Expect(
        new Call().Offer(Alice, delivered: false).Wait(30_000).Undelivered(Alice, 1, Reasons.Expired), CallOutcome.Failed, "offer-undelivered", "The offer never reached bob: expired.");

    [Fact]
    public void OfferToASuspendedPeer() => Expect(
        new Call().Happens(FlightKind.Suspended, Bob).Offer(Alice, delivered: false).Wait(1_000),
        CallOutcome.Stalled, "peer-away", "bob has lost its signaling connection; the offer waits for it.");

    [Fact]
    public void SuspendedPeerThatCameBack() => Expect(
        new Call().Happens(FlightKind.Suspended, Bob).Offer(Alice, delivered: false).Happens(FlightKind.Resumed, Bob),
        CallOutcome.SettingUp, "offer-on-its-way", "The offer is on its way to bob.");

    [Fact]
    public void AnswerIsAwaited() =>
        Expect(new Call().Offer(Alice).Wait(500), CallOutcome.SettingUp, "answer-awaited", "bob has the offer; its answer is awaited.");

    [Fact]
    public void NumbersAfterALoss_AreNotSaid() => Expect(
        new Call().Offer(Alice, 45_616_272_208).Wait(7_000), CallOutcome.Stalled, "not-answered", "bob has had the offer for 7.0 s and has not answered.");

    [Fact]
    public void NobodyAnswers() => Expect(
        new Call().Offer(Alice).Wait(7_000), CallOutcome.Stalled, "not-answered", "bob has had offer 1 for 7.0 s and has not answered.");

    [Fact]
    public void AppliedButNotAnswered() => Expect(
        new Call().Offer(Alice).Applied(Bob).Wait(7_000), CallOutcome.Stalled, "not-answered", "bob has had offer 1 for 7.0 s and has not answered.");

    [Fact]
    public void AnswererWentAwayBeforeItAnswered() => Expect(
        new Call().Offer(Alice).Happens(FlightKind.Suspended, Bob).Wait(7_000), CallOutcome.Stalled, "peer-away", "bob has lost its signaling connection; its answer is awaited.");

    [Fact]
    public void HandedToADeadSocket() => Expect(
        Described().Acknowledged(Alice, 1).Offer(Alice, 2).Wait(5_000),
        CallOutcome.Stalled, "offer-not-acknowledged", "Offer 2 was handed to bob 5.0 s ago, which has not confirmed it: its connection may be dead.");

    [Fact]
    public void OfferNotApplied() => Expect(
        new Call().Offer(Alice).Applied(Bob, "\"InvalidAccessError: order of m-lines\""), CallOutcome.Failed, "offer-not-applied", "Offer 1 was never applied at bob: InvalidAccessError.");

    [Fact]
    public void AnswerNotApplied() => Expect(
        new Call().Offer(Alice).Answer(Bob).Applied(Alice, """{"name":"InvalidStateError","message":"Called in wrong state: stable 192.0.2.1"}"""),
        CallOutcome.Failed, "answer-not-applied", "Answer 1 was never applied at alice: InvalidStateError.");

    [Fact]
    public void AnswerSilentlyNotApplied() => Expect(
        Described().Offer(Alice, 2).Applied(Bob).Answer(Bob, 2).Wait(5_000),
        CallOutcome.Stalled, "answer-never-applied", "Answer 2 is at alice, which has not said that it applied it.");

    [Fact]
    public void AnswerThatNeverArrived() => Expect(
        new Call().Offer(Alice).Applied(Bob).Answer(Bob, delivered: false).Undelivered(Bob, 1, Reasons.PeerReset),
        CallOutcome.Failed, "answer-undelivered", "Answer 1 never reached alice: peer-reset.");

    [Fact]
    public void AnswerToAnOlderOffer_IsNoFailure() => Expect(
        new Call().Offer(Alice).Offer(Alice, 2).Answer(Bob, 1, delivered: false).Undelivered(Bob, 1, Reasons.StaleAnswer),
        CallOutcome.SettingUp, "answer-awaited", "bob has the offer; its answer is awaited.");

    [Fact]
    public void LosingOffer_IsNoFailure() => Expect(
        new Call().Offer(Bob, delivered: false).Offer(Alice, 2).Glare(Bob, 1, won: false).Undelivered(Bob, 1, Reasons.GlareLost).Glare(Alice, 2, won: true),
        CallOutcome.SettingUp, "answer-awaited", "bob has the offer; its answer is awaited.");

    [Fact]
    public void SignalingIsDone_AndNobodyReports() => Expect(
        new Call().Offer(Alice).Answer(Bob).Candidates(Alice, "host", "host").Candidates(Bob, "srflx"),
        CallOutcome.SettingUp, "signaling-done", "Offer and answer are through, candidates too: alice 2 host; bob 1 srflx. Neither client reports the state of its connection.");

    [Fact]
    public void Connecting() => Expect(
        Described().Candidates(Alice, "host").Candidates(Bob, "host").State(Alice, LinkState.Connecting).Wait(2_000),
        CallOutcome.SettingUp, "connecting", "Connecting for 2.0 s: alice 1 host; bob 1 host.");

    [Fact]
    public void Connected() => Expect(
        Described().State(Alice, LinkState.Connecting).State(Alice, LinkState.Connected).State(Bob, LinkState.Connected),
        CallOutcome.Connected, "connected", "Connected 0.1 s after the first offer.");

    [Fact]
    public void Connected_TellsHowLongItTook() =>
        Assert.Equal(1_050, new Call().Offer(Alice).Applied(Bob).Answer(Bob).Wait(1_000).State(Bob, LinkState.Connecting).State(Alice, LinkState.Connected).State(Bob, LinkState.Connected).Verdict.SetUpMs);

    [Fact]
    public void Connected_OverKnownWays() => Expect(
        Described().State(Alice, LinkState.Connected, CandidateType.Relay, CandidateType.Host),
        CallOutcome.Connected, "connected", "Connected 0.0 s after the first offer, alice through a relay and bob directly.");

    [Fact]
    public void Connected_OverTheSameWay() => Expect(
        Described().State(Alice, LinkState.Connected, CandidateType.Host, CandidateType.Host),
        CallOutcome.Connected, "connected", "Connected 0.0 s after the first offer, both directly.");

    [Fact]
    public void HearsNothingForAMoment() => Expect(
        Described().State(Alice, LinkState.Connected).State(Bob, LinkState.Connected).State(Bob, LinkState.Disconnected),
        CallOutcome.Stalled, "disconnected", "bob hears nothing of the other at the moment; it may come back, or fail.");

    [Fact]
    public void OneSided() => Expect(
        Described().Candidates(Alice, "host").Candidates(Bob, "host").State(Alice, LinkState.Connected).State(Bob, LinkState.Failed), CallOutcome.Failed, "one-sided",
        "bob says that the connection failed, alice that it stands: what alice sends is lost on the way, or bob went to sleep.");

    [Fact]
    public void BothBehindSymmetricNat() => Expect(
        Failed(Symmetric, Symmetric), CallOutcome.Failed, "no-relay-symmetric", "No relay candidate at alice or bob, both behind symmetric NAT: only a TURN server can connect them.");

    [Fact]
    public void OneBehindSymmetricNat() => Expect(
        Failed(["host", "srflx:5000:6000"], Symmetric), CallOutcome.Failed, "no-relay-symmetric",
        "No relay candidate at alice or bob, and bob is behind symmetric NAT; alice's NAT lets nothing in. A TURN server would connect them.");

    [Fact]
    public void HiddenBasePorts_AreNotTakenForSymmetric() => Expect(
        Failed(["srflx:0:6000", "srflx:0:6001"], ["srflx:0:7000", "srflx:0:7001"]), CallOutcome.Failed, "no-relay",
        "No relay candidate at alice or bob: no direct way was open, and no TURN server was there to go through.");

    [Fact]
    public void OnlyHostCandidates() => Expect(
        Failed(["host"], ["host"]), CallOutcome.Failed, "host-only",
        "Neither alice nor bob had more than host candidates: no STUN or TURN server answered them, and they are not in the same network.");

    [Fact]
    public void OneWithoutStun() => Expect(
        Failed(["host", "srflx:1:2"], ["host"]), CallOutcome.Failed, "no-relay", "No relay candidate at alice or bob, and bob had only host candidates: no STUN server answered it.");

    [Fact]
    public void OneRelay() => Expect(
        Failed(["host", "relay"], ["host"]), CallOutcome.Failed, "one-relay",
        "Only alice had a relay candidate: bob could not reach it, or got no TURN credentials (it had 1 host).");

    [Fact]
    public void TwoRelays() => Expect(
        Failed(["relay"], ["relay"]), CallOutcome.Failed, "relays-failed",
        "Both sides had relay candidates and no pair worked: the TURN servers refuse to pass packets to each other, or their credentials ran out.");

    [Fact]
    public void NoCandidatesAtAll() =>
        Expect(Failed([], []), CallOutcome.Failed, "no-candidates", "Neither side sent a candidate: there was nothing to connect to.");

    [Fact]
    public void NoCandidatesOfOne() =>
        Expect(Failed(["host"], []), CallOutcome.Failed, "no-candidates", "bob sent no candidate: alice had nothing to connect to.");

    [Fact]
    public void OpaqueCandidates_AreNotJudged()
    {
        var call = Described().Candidate(Alice, "\"c2VjcmV0\"").Candidate(Bob, "\"c2VjcmV0\"").State(Alice, LinkState.Failed);

        Expect(call, CallOutcome.Failed, "checks-failed",
            "No pair of candidates could reach the other: alice 1 unknown; bob 1 unknown. A firewall between them drops the packets.");
    }

    [Fact]
    public void CandidatesThatNeverArrived() => Expect(
        Described().Candidates(Alice, "host").Candidates(Bob, "host").Undelivered(Alice, 2, Reasons.ReceiverBusy).State(Bob, LinkState.Failed),
        CallOutcome.Failed, "candidates-undelivered", "Candidates of alice never reached bob: receiver-busy.");

    [Fact]
    public void ConnectedAndLost() => Expect(
        Described().Candidates(Alice, "\"x\"").Candidate(Alice, "\"x\"").Candidate(Bob, "\"x\"").State(Alice, LinkState.Connected).State(Bob, LinkState.Connected)
            .State(Alice, LinkState.Failed).State(Bob, LinkState.Failed),
        CallOutcome.Failed, "lost", "They were connected and lost each other: a network went away, and no restart has brought it back.");

    [Fact]
    public void ConnectingForTooLong_TellsWhatTheCandidatesSay() => Expect(
        Described().Candidates(Alice, "host").Candidates(Bob, "host").State(Alice, LinkState.Connecting).Wait(20_000), CallOutcome.Stalled, "host-only",
        "Neither alice nor bob had more than host candidates: no STUN or TURN server answered them, and they are not in the same network.");

    [Fact]
    public void LeftBeforeItConnected() => Expect(
        new Call().Offer(Alice).Happens(FlightKind.Left, Bob, "window-ended"), CallOutcome.Ended, "peer-gone", "bob was gone before they were connected: window-ended.");

    [Fact]
    public void LeftAfterACall() => Expect(
        Described().State(Alice, LinkState.Connected).Happens(FlightKind.Left, Bob, "left"), CallOutcome.Ended, "ended", "They were connected; then bob was gone: left.");

    [Fact]
    public void ClosedAfterACall() => Expect(
        Described().State(Alice, LinkState.Connected).State(Alice, LinkState.Closed), CallOutcome.Ended, "ended", "They were connected; then alice closed the connection.");

    [Fact]
    public void ReloadedPage_BeginsAnew() => Expect(
        Described().State(Alice, LinkState.Connected).State(Bob, LinkState.Connected).Happens(FlightKind.Reset, Bob), CallOutcome.Nothing, "no-offer", "Nobody has offered yet.");

    [Fact]
    public void OfferAfterSomebodyCameBack_BeginsAnew() => Expect(
        Described().State(Alice, LinkState.Connected).Happens(FlightKind.Left, Bob, "left").Offer(Alice, 2), CallOutcome.Connected, "connected", "Connected.");

    [Fact]
    public void IceRestart_CountsItsOwnCandidates() => Expect(
        Failed(["relay"], ["relay"]).Offer(Alice, 2, "cccc").Applied(Bob).Answer(Bob, 2, "dddd").Applied(Alice).Candidates(Alice, "host").Candidates(Bob, "host"),
        CallOutcome.Failed, "host-only",
        "Neither alice nor bob had more than host candidates: no STUN or TURN server answered them, and they are not in the same network.");

    [Fact]
    public void FailedRenegotiation_OfAConnectionThatStands() => Expect(
        Described().State(Alice, LinkState.Connected).State(Bob, LinkState.Connected).Offer(Bob, 2).Applied(Alice, "\"OperationError\""), CallOutcome.Stalled, "offer-not-applied",
        "The connection stands, but not as it should: Offer 2 was never applied at alice: OperationError.");

    [Fact]
    public void SeveralConnections_TheOneOfferedLastIsJudged()
    {
        var call = new Call().Offer(Alice, label: "screen").Answer(Bob, label: "screen").Offer(Alice, label: "camera").Wait(5_000);

        Assert.Equal("camera", call.Verdict.Connection);
        Assert.Equal("not-answered", call.Verdict.Code);
    }

    private static void Expect(Call call, CallOutcome outcome, string code, string sentence) =>
        Assert.Equal(new CallVerdict(outcome, code, sentence), call.Verdict with { SetUpMs = null });
}
