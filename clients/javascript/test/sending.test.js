import { expect, test } from "vitest";
import { Bench, limits, peer, resumed, watch } from "./kit/bench.js";

/** @param {Bench} bench */
const numbers = bench => bench.socket.take().filter(message => message.seq !== undefined).map(message => message.seq);

async function joined(options = {}) {
  const bench = await new Bench(options).join({ peers: [peer("bob"), peer("eve")] });
  bench.socket.take();
  return bench;
}

test("send_OverAllTargets_CountsFromOne", async () => {
  const bench = await joined();
  bench.room.message("a", { to: "bob" });
  bench.room.offer("eve", "v=0", { targetInstance: "eve-1" });
  bench.room.candidate("eve", null, { ufrag: "u" });
  bench.room.message("b");
  expect(bench.socket.take()).toEqual([
    { type: "message", targetPeerId: "bob", data: "a", seq: 1 },
    { type: "offer", targetPeerId: "eve", sdp: "v=0", targetInstance: "eve-1", seq: 2 },
    { type: "ice-candidate", targetPeerId: "eve", candidate: null, ufrag: "u", seq: 3 },
    { type: "message", data: "b", seq: 4 },
  ]);
});

test("ack_CumulativeAndRanges_ResolvesJustThose", async () => {
  const bench = await joined();
  const fates = [1, 2, 3, 4, 5].map(data => watch(bench.room.message(data, { to: "bob" })));
  bench.socket.say({ type: "ack", seen: 1, also: [[3, 4]] });
  await bench.pass();
  expect(fates.map(fate => fate.done)).toEqual([true, false, true, true, false]);
  expect(fates[3].value).toEqual({ seq: 4, undelivered: [] });
});

test("undelivered_Directed_RejectsWithCodeAndRetry", async () => {
  const bench = await joined();
  const fate = watch(bench.room.message("x", { to: "bob" }));
  bench.socket.say({ type: "undelivered", seq: 1, targetPeerId: "bob", code: "expired" });
  await bench.pass();
  expect(fate.error).toMatchObject({ name: "SignalingError", code: "expired", retry: "now", seq: 1, peerId: "bob" });
  expect(bench.take("undelivered")).toEqual([
    { seq: 1, peerId: "bob", code: "expired", message: { type: "message", targetPeerId: "bob", data: "x", targetInstance: undefined } },
  ]);
});

test("undelivered_Broadcast_WaitsForTheOthersAndNamesWhoMissedIt", async () => {
  const bench = await joined();
  const fate = watch(bench.room.message("x"));
  bench.socket.say({ type: "undelivered", seq: 1, targetPeerId: "eve", code: "peer-left" });
  await bench.pass();
  expect(fate.done).toBe(false);
  bench.socket.say({ type: "ack", seen: 1 });
  await bench.pass();
  expect(fate.value).toEqual({ seq: 1, undelivered: [{ peerId: "eve", code: "peer-left" }] });
});

test("resumed_Unresolved_GoOutAgainInOrderWithOldNumbers", async () => {
  const bench = await joined();
  for (const data of ["a", "b", "c", "d"]) bench.room.message(data, { to: "bob" });
  bench.socket.say({ type: "ack", seen: 1, also: [[3, 3]] });
  await bench.resume({ seen: 1 });
  expect(bench.socket.of("message").map(m => [m.seq, m.data])).toEqual([[2, "b"], [4, "d"]]);
});

test("send_WhileSuspended_WaitsAndFollowsTheUnresolved", async () => {
  const bench = await joined();
  bench.room.message("a", { to: "bob" });
  bench.socket.drop();
  bench.room.message("b", { to: "bob" });
  await bench.pass(250);
  bench.socket.open();
  expect(bench.socket.of("message")).toEqual([]);
  bench.socket.say(resumed());
  expect(numbers(bench)).toEqual([1, 2]);
});

test("resumed_ResolvedWhileAway_IsDeliveredOnlyWhenReportsHaveBeenToldAgain", async () => {
  const bench = await joined();
  const lost = watch(bench.room.message("lost", { to: "bob" }));
  const arrived = watch(bench.room.message("arrived", { to: "bob" }));
  await bench.resume({ seen: 2 });
  expect(bench.socket.of("message")).toEqual([]);
  expect([lost.done, arrived.done]).toEqual([false, false]);
  bench.socket.say({ type: "undelivered", seq: 1, targetPeerId: "bob", code: "receiver-busy" }, { type: "pong" });
  await bench.pass();
  expect(lost.error).toMatchObject({ code: "receiver-busy", retry: "after" });
  expect(arrived.value).toEqual({ seq: 2, undelivered: [] });
});

test("undelivered_ToldAgain_IsNotToldTwice", async () => {
  const bench = await joined();
  bench.room.message("x", { to: "bob" });
  const report = { type: "undelivered", seq: 1, targetPeerId: "bob", code: "expired" };
  bench.socket.say(report);
  await bench.resume({ seen: 1 });
  bench.socket.say(report);
  expect(bench.take("undelivered")).toHaveLength(1);
});

test("error_NumberNotConsumed_PausesAndGoesOnFromThere", async () => {
  const bench = await joined();
  for (const data of [1, 2, 3]) bench.room.message(data, { to: "bob" });
  expect(numbers(bench)).toEqual([1, 2, 3]);
  bench.socket.say({ type: "error", code: "rate-limited", message: "Slow.", retry: "after", retryAfterMs: 400, seq: 2 });
  bench.room.message(4, { to: "bob" });
  await bench.pass(399);
  expect(numbers(bench)).toEqual([]);
  await bench.pass(1);
  expect(numbers(bench)).toEqual([2, 3, 4]);
  expect(bench.take("error")[0]).toMatchObject({ code: "rate-limited", seq: 2 });
});

test("error_ServerLost_SendsAgainFromTheNumberToldAtOnce", async () => {
  const bench = await joined();
  for (const data of [1, 2, 3]) bench.room.message(data, { to: "bob" });
  bench.socket.say({ type: "ack", seen: 1 });
  bench.socket.take();
  bench.socket.say({ type: "error", code: "server-lost", message: "Lost.", retry: "now", seq: 2 });
  await bench.pass(50);
  expect(numbers(bench)).toEqual([2, 3]);
});

test("error_NumberThatIsResolved_ResumesOnAnotherSocket", async () => {
  const bench = await joined();
  for (const data of [1, 2]) bench.room.message(data, { to: "bob" });
  bench.socket.say({ type: "ack", seen: 1 }, { type: "error", code: "server-lost", message: "Lost.", retry: "now", seq: 1 });
  await bench.pass();
  expect(bench.states().at(-1)).toBe("suspended");
  await bench.resume({ seen: 1 });
  expect(numbers(bench)).toEqual([2]);
});

test("error_NumberRefusedForGood_RejectsJustThat", async () => {
  const bench = await joined();
  const refused = watch(bench.room.message("x", { to: "me" }));
  const next = watch(bench.room.message("y", { to: "bob" }));
  bench.socket.say({ type: "error", code: "bad-target", message: "No.", retry: "never", seq: 1 }, { type: "ack", seen: 2 });
  await bench.pass();
  expect(refused.error).toMatchObject({ code: "bad-target", message: "No.", seq: 1 });
  expect(next.value?.seq).toBe(2);
  expect(numbers(bench)).toEqual([1, 2]);
});

test("send_BeyondTheServersWindow_WaitsForRoom", async () => {
  const bench = await new Bench().join({ limits: { ...limits, unresolvedMessages: 3 } });
  bench.socket.take();
  for (const data of [1, 2, 3, 4, 5]) bench.room.message(data);
  expect(numbers(bench)).toEqual([1, 2, 3]);
  // Number 1 still holds the window.
  bench.socket.say({ type: "ack", seen: 0, also: [[2, 3]] });
  expect(numbers(bench)).toEqual([]);
  bench.socket.say({ type: "ack", seen: 3 });
  expect(numbers(bench)).toEqual([4, 5]);
});

test("send_BeyondTheServersBytes_WaitsForRoom", async () => {
  const bench = await new Bench().join({ limits: { ...limits, unresolvedBytes: 3_000 } });
  bench.socket.take();
  for (const letter of ["a", "b", "c"]) bench.room.message(letter.repeat(1_200));
  expect(numbers(bench)).toEqual([1, 2]);
  bench.socket.say({ type: "ack", seen: 1 });
  expect(numbers(bench)).toEqual([3]);
});

test("send_TooLarge_IsRefusedHereAndUsesNoNumber", async () => {
  const bench = await joined();
  await expect(bench.room.message("ä".repeat(40_000))).rejects.toMatchObject({ code: "message-too-large", retry: "never" });
  bench.room.message("small");
  expect(numbers(bench)).toEqual([1]);
});

test("send_TooMuchWaitsHere_IsRefusedUntilLater", async () => {
  const bench = await joined({ queueBytesMax: 1_000 });
  bench.socket.drop();
  bench.room.message("x".repeat(900));
  await expect(bench.room.message("y".repeat(900))).rejects.toMatchObject({ code: "queue-full", retry: "after" });
});

test("send_ChangedAfterwards_IsSentAsItWas", async () => {
  const bench = new Bench();
  const data = { text: "before" };
  bench.room.message(data);
  data.text = "after";
  await bench.join();
  expect(bench.socket.of("message")[0].data).toEqual({ text: "before" });
});

test("withoutAcks_ANumberThatTheServerGave_IsNothingToResumeFor", async () => {
  const bench = await joined({ acks: false });
  bench.room.message("x", { to: "bob" });
  await bench.pass();
  bench.socket.say({ type: "error", code: "too-many-unresolved", retry: "after", retryAfterMs: 100, seq: 1 });
  await bench.pass();
  expect(bench.room.state).toBe("joined");
});

test("withoutAcks_Send_IsResolvedWhenHandedOver", async () => {
  const bench = await joined({ acks: false });
  const fate = watch(bench.room.message("x", { to: "bob" }));
  await bench.pass();
  expect(bench.socket.take()).toEqual([{ type: "message", targetPeerId: "bob", data: "x" }]);
  expect(fate.value).toEqual({ seq: 1, undelivered: [] });
  bench.socket.say({ type: "undelivered", seq: 1, targetPeerId: "bob", code: "expired" });
  expect(bench.take("undelivered")).toMatchObject([{ seq: 1, code: "expired" }]);
  bench.socket.drop();
  const waiting = watch(bench.room.message("y", { to: "bob" }));
  await bench.pass();
  expect(waiting.done).toBe(false);
});

test("glare_Told_NamesPeerAndOutcome", async () => {
  const bench = await joined();
  bench.room.offer("bob", "v=0");
  bench.socket.say({ type: "glare", targetPeerId: "bob", negotiation: 4, won: false, seq: 1 });
  expect(bench.take("glare")).toEqual([{ peerId: "bob", negotiation: 4, won: false, seq: 1, connection: undefined }]);
});

test("update_InsideADyingSocket_IsSentAgain", async () => {
  const bench = await joined();
  bench.room.update({ hand: true });
  expect(bench.socket.take()).toEqual([{ type: "update", data: { hand: true } }, { type: "ping" }]);
  await bench.resume();
  expect(bench.socket.of("update")).toEqual([{ type: "update", data: { hand: true } }]);
  bench.socket.say({ type: "pong" });
  await bench.resume();
  expect(bench.socket.of("update")).toEqual([]);
});

test("update_TooFast_IsSentAgain", async () => {
  const bench = await joined();
  bench.room.update("x");
  bench.socket.say({ type: "error", code: "rate-limited", message: "Slow.", retry: "after", retryAfterMs: 300 }, { type: "pong" });
  bench.socket.take();
  await bench.pass(300);
  expect(bench.socket.of("update")).toHaveLength(1);
});
