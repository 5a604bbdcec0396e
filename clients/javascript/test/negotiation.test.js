import { expect, test } from "vitest";
import { CallBench, impolite, polite, stream, track } from "./kit/call-bench.js";

/** @param {any[]} messages */
const types = messages => messages.map(message => message.type);

async function offering() {
  const bench = new CallBench([impolite()]);
  await bench.pass();
  return bench;
}

test("impolite_PeerThere_MakesTheFirstOffer", async () => {
  const bench = await offering();
  expect(bench.take()).toEqual([
    { type: "offer", to: "bob", sdp: bench.pc.localDescription?.sdp, targetInstance: "bob-1", connection: undefined, seq: 1 },
  ]);
});

test("polite_PeerThere_WaitsAndAnswersWithItsTracks", async () => {
  const bench = new CallBench([polite()], { stream: stream(track("camera")) });
  await bench.pass(7_999);
  expect(bench.take()).toEqual([]);
  const fromSeq = await bench.offer("r1", 7);
  const [applied, answer] = bench.take();
  expect(applied).toMatchObject({ type: "applied", to: "bob", fromSeq, error: undefined });
  expect(answer).toMatchObject({ type: "answer", to: "bob", negotiation: 7, targetInstance: "bob-1" });
  expect(answer.sdp).toContain("a=track:camera");
  await bench.pass(60_000);
  expect(bench.take()).toEqual([]);
});

test("polite_NoOfferForLong_OffersItself", async () => {
  const bench = new CallBench([polite()]);
  await bench.pass(8_000);
  expect(types(bench.take())).toEqual(["offer"]);
});

test("polite_PeerIsAway_WaitsForItToComeBack", async () => {
  const bench = new CallBench([{ ...polite(), suspended: true }]);
  await bench.pass(60_000);
  expect(bench.take()).toEqual([]);
  await bench.presence("peer-resumed", polite());
  await bench.pass(8_000);
  expect(types(bench.take())).toEqual(["offer"]);
});

test("polite_AfterTheFirstOffer_OffersForNewTracks", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  bench.take();
  bench.call.addTrack(track("screen"), stream());
  await bench.pass();
  const [offer] = bench.take();
  expect(offer.type).toBe("offer");
  expect(offer.sdp).toContain("a=track:screen");
});

test("answer_ToOurOffer_IsAppliedAndReceipted", async () => {
  const bench = await offering();
  bench.take();
  const fromSeq = await bench.answer("r1");
  expect(bench.pc.signalingState).toBe("stable");
  expect(bench.take()).toEqual([{ type: "applied", to: "bob", fromSeq, seq: 0, error: undefined, connection: undefined }]);
});

test("answer_Repeated_IsDropped", async () => {
  const bench = await offering();
  await bench.answer("r1");
  bench.take();
  await bench.answer("r2");
  expect(bench.pc.currentRemoteDescription?.sdp).toContain("r1");
  expect(bench.take()).toEqual([]);
  expect(bench.events("error")).toEqual([]);
});

test("glare_Impolite_IgnoresTheOtherOfferAndItsCandidates", async () => {
  const bench = await offering();
  bench.take();
  await bench.offer("loser", 2);
  await bench.from({ type: "ice-candidate", candidate: { candidate: "c", usernameFragment: "loser" } });
  expect(bench.take()).toEqual([]);
  expect(bench.pc.signalingState).toBe("have-local-offer");
  await bench.answer("r1");
  expect(bench.pc.signalingState).toBe("stable");
  expect(bench.pc.candidates).toEqual([]);
  expect(bench.events("error")).toEqual([]);
});

test("glare_PoliteWithMedia_GivesWayWithoutARollback", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  bench.take();
  bench.call.addTrack(track("screen"), stream());
  await bench.pass();
  expect(types(bench.take())).toEqual(["offer"]);
  await bench.undelivered(1, "glare-lost");
  expect(bench.take()).toEqual([]);
  await bench.offer("r2", 3);
  const [applied, answer] = bench.take();
  expect([applied.type, answer.type, answer.negotiation]).toEqual(["applied", "answer", 3]);
  expect(answer.sdp).toContain("a=track:screen");
  expect(bench.pc.rollbacks).toBe(0);
  expect(bench.events("error")).toEqual([]);
});

test("glare_OverTheFirstOffer_NeedsNoRollbackEither", async () => {
  const bench = new CallBench([polite()]);
  await bench.pass(8_000);
  expect(types(bench.take())).toEqual(["offer"]);
  await bench.offer("r1", 2);
  expect(types(bench.take())).toEqual(["applied", "answer"]);
  expect(bench.pc.rollbacks).toBe(0);
});

test("glare_OfferArrivesWhileThePoliteMakesOne_ComesFirst", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  bench.take();
  bench.call.addTrack(track("screen"), stream());
  await Promise.resolve();
  await bench.offer("r2", 2);
  expect(types(bench.take()).filter(type => type !== "applied")).toEqual(["answer"]);
  expect(bench.pc.rollbacks).toBe(0);
});

test("proposal_Answered_IsSetThen", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  bench.take();
  bench.call.addTrack(track("screen"), stream());
  await bench.pass();
  const [offer] = bench.take();
  expect(bench.pc.signalingState).toBe("stable");
  bench.call.addTrack(track("late"), stream());
  await bench.pass();
  expect(bench.take()).toEqual([]);
  await bench.answer("r2", 2);
  expect(bench.pc.currentLocalDescription?.sdp).toBe(offer.sdp);
  const [applied, next] = bench.take();
  expect([applied.type, next.type]).toEqual(["applied", "offer"]);
  expect(next.sdp).toContain("a=track:late");
  expect(bench.events("error")).toEqual([]);
});

test("proposal_Undelivered_IsMadeAgain", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  bench.call.addTrack(track("screen"), stream());
  await bench.pass();
  bench.take();
  await bench.undelivered(1, "expired");
  await bench.pass(1_500);
  expect(types(bench.take())).toEqual(["offer"]);
});

test("answer_ToAProposalThatGaveWay_IsDropped", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  bench.call.addTrack(track("screen"), stream());
  await bench.pass();
  await bench.offer("r2", 3);
  bench.take();
  await bench.answer("r3", 2);
  expect(bench.take()).toEqual([]);
  expect(bench.pc.currentRemoteDescription?.sdp).toContain("r2");
});

test("glare_OfferArrivesWhileOursIsBeingMade_IsSeenByBothRoles", async () => {
  const bench = new CallBench([impolite()]);
  // Our offer is still being made: the negotiation has begun, but nothing is set.
  await Promise.resolve();
  await bench.offer("loser");
  expect(types(bench.take())).toEqual(["offer"]);
  expect(bench.pc.signalingState).toBe("have-local-offer");
});

test("candidates_RightBehindTheirOffer_AreAppliedInOrder", async () => {
  const bench = new CallBench([polite()]);
  const emit = (/** @type {any} */ message) => bench.room.emit(message.type, { fromPeerId: "bob", instance: "bob-1", fromSeq: 1, ...message });
  emit({ type: "offer", sdp: "v=0\r\na=ice-ufrag:r1\r\n", negotiation: 1 });
  emit({ type: "ice-candidate", candidate: { candidate: "one", usernameFragment: "r1" } });
  emit({ type: "ice-candidate", candidate: "two", ufrag: "r1" });
  emit({ type: "ice-candidate", candidate: null, ufrag: "r1" });
  await bench.pass();
  expect(bench.pc.candidates.map(candidate => candidate.candidate)).toEqual(["one", "two", ""]);
  expect(bench.events("error")).toEqual([]);
});

test("candidates_OfADeadGeneration_AreDropped", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1");
  await bench.offer("r2", 2);
  await bench.from({ type: "ice-candidate", candidate: { candidate: "late", usernameFragment: "r1" } });
  await bench.from({ type: "ice-candidate", candidate: { candidate: "good", usernameFragment: "r2" } });
  expect(bench.pc.candidates.map(candidate => candidate.candidate)).toEqual(["good"]);
  expect(bench.events("error")).toEqual([]);
});

test("candidates_BeforeAnyDescription_AreDropped", async () => {
  const bench = new CallBench([polite()]);
  await bench.from({ type: "ice-candidate", candidate: { candidate: "c" } });
  expect(bench.events("error")).toEqual([]);
});

test("ownCandidates_GoOutInOrderWithTheEndMarkOfTheGeneration", async () => {
  const bench = await offering();
  bench.take();
  bench.pc.gather("a");
  bench.pc.gather("b");
  bench.pc.gather("");
  bench.pc.gathered();
  const ufrag = bench.pc.localDescription?.sdp.match(/ufrag:(\S+)/)?.[1];
  expect(bench.take()).toMatchObject([
    { type: "ice-candidate", candidate: { candidate: "a", sdpMid: "0", usernameFragment: ufrag }, targetInstance: "bob-1" },
    { type: "ice-candidate", candidate: { candidate: "b" } },
    { type: "ice-candidate", candidate: null, ufrag },
  ]);
});

test("offer_ThatCannotBeApplied_IsToldToItsSender", async () => {
  const bench = new CallBench([polite()]);
  bench.pc.nextFault = new Error("bad sdp");
  const fromSeq = await bench.offer("r1");
  expect(bench.take()).toMatchObject([{ type: "applied", fromSeq, error: "Error: bad sdp" }]);
  expect(bench.events("error")).toMatchObject([{ peerId: "bob" }]);
  await bench.offer("r2", 2);
  expect(types(bench.take())).toEqual(["applied", "answer"]);
});

test("offer_TheOtherSideCouldNotApply_IsMadeAgain", async () => {
  const bench = await offering();
  await bench.from({ type: "applied", fromSeq: 1, error: "bad sdp" });
  expect(bench.events("error")).toEqual([{ peerId: "bob", error: "bad sdp" }]);
  bench.take();
  await bench.pass(1_500);
  expect(bench.pc.rollbacks).toBe(0);
  expect(types(bench.take())).toEqual(["offer"]);
});

test("offer_Undelivered_IsMadeAgainAFewTimes", async () => {
  const bench = await offering();
  for (let attempt = 0; attempt < 5; attempt++) {
    await bench.undelivered(Math.min(attempt, bench.room.fates.length - 1), "receiver-busy");
    await bench.pass(10_000);
  }
  expect(types(bench.take())).toEqual(["offer", "offer", "offer", "offer"]);
});

test("answer_Undelivered_IsSentAgainUnlessItIsOutOfDate", async () => {
  const bench = new CallBench([polite()]);
  await bench.offer("r1", 4);
  const [, answer] = bench.take();
  await bench.undelivered(0, "receiver-busy");
  await bench.pass(1_500);
  expect(bench.take()).toMatchObject([{ type: "answer", sdp: answer.sdp, negotiation: 4 }]);
  await bench.undelivered(1, "stale-answer");
  await bench.pass(10_000);
  expect(bench.take()).toEqual([]);
  await bench.offer("r2", 5);
  await bench.undelivered(2, "expired");
  await bench.offer("r3", 6);
  bench.take();
  await bench.pass(10_000);
  expect(bench.take()).toEqual([]);
});

test("offer_UndeliveredButReplacedSince_LeavesTheNewOneAlone", async () => {
  const bench = await offering();
  await bench.answer("r1");
  bench.call.addTrack(track("screen"), stream());
  await bench.pass();
  bench.take();
  await bench.undelivered(0, "expired");
  await bench.pass(10_000);
  expect(bench.take()).toEqual([]);
  expect(bench.pc.signalingState).toBe("have-local-offer");
});

test("offer_UndeliveredBecauseThePeerLeft_IsLetBe", async () => {
  const bench = await offering();
  await bench.undelivered(0, "peer-left");
  await bench.pass(10_000);
  expect(types(bench.take())).toEqual(["offer"]);
  expect(bench.events("error")).toEqual([]);
});

test("sdp_AsObject_IsTaken", async () => {
  const bench = new CallBench([polite()]);
  await bench.from({ type: "offer", sdp: { type: "offer", sdp: "v=0\r\na=ice-ufrag:r1\r\n" }, negotiation: 1 });
  expect(types(bench.take())).toEqual(["applied", "answer"]);
});
