import { expect, test } from "vitest";
import { Bench, peer, resumed, watch } from "./kit/bench.js";

async function joined(options = {}) {
  const bench = await new Bench(options).join({ peers: [peer("bob")] });
  bench.socket.take();
  bench.told = [];
  return bench;
}

/** @param {Bench} bench @param {string} code @param {number} closeCode @param {object} [fields] */
function refuse(bench, code, closeCode, fields) {
  bench.socket.say({ type: "error", code, message: code, retry: "never", ...fields });
  bench.socket.drop(closeCode);
}

test("socketLost_Joined_ResumesWithTicketAndSeen", async () => {
  const bench = await joined();
  bench.socket.say({ type: "peer-joined", ...peer("eve"), seq: 1 });
  bench.socket.drop();
  expect(bench.states()).toEqual(["suspended"]);
  await bench.pass(250);
  bench.socket.open();
  expect(bench.socket.sent).toEqual([{ type: "resume", resume: "ticket-1", seen: 1 }]);
  bench.socket.say(resumed());
  expect(bench.take("state")).toMatchObject([
    { state: "reconnecting", previous: "suspended" },
    { state: "joined", previous: "reconnecting", recovered: true },
  ]);
});

test("resumed_Ticket_IsTheOneForTheNextTime", async () => {
  const bench = await joined();
  await bench.resume({ resume: "newer" });
  bench.socket.drop();
  await bench.pass(250);
  await bench.pass(10_000);
  bench.socket.open();
  expect(bench.socket.sent[0].resume).toBe("newer");
});

test("resumed_Recovered_TakesPresenceFromTheGapAndNotFromTheList", async () => {
  const bench = await joined();
  await bench.resume({ peers: [peer("eve")] });
  expect([...bench.room.peers.keys()]).toEqual(["bob"]);
  bench.socket.say({ type: "peer-left", peerId: "bob", instance: "bob-1", reason: "left", seq: 1 }, { type: "peer-joined", ...peer("eve"), seq: 2 });
  expect([...bench.room.peers.keys()]).toEqual(["eve"]);
});

test("resumed_NotRecovered_CountsAnewAndStillDropsRepeats", async () => {
  const bench = await joined();
  const message = { type: "message", fromPeerId: "bob", instance: "bob-1", fromSeq: 4, data: "x" };
  bench.socket.say({ ...message, seq: 1 });
  await bench.resume({ recovered: false, peers: [peer("bob")] });
  bench.socket.say({ ...message, seq: 1 }, { ...message, fromSeq: 5, seq: 2 });
  expect(bench.take("message").map(event => event.fromSeq)).toEqual([4, 5]);
  await bench.pass(250);
  expect(bench.socket.of("ack")).toEqual([{ type: "ack", seen: 2 }]);
});

test("resumed_NotRecovered_SendsAllUnresolvedAgain", async () => {
  const bench = await joined();
  bench.room.message("a");
  bench.room.message("b");
  await bench.resume({ recovered: false, peers: [peer("bob")] });
  expect(bench.socket.of("message").map(m => m.seq)).toEqual([1, 2]);
});

test("resumed_WhileTheRoomSettles_TakesTheMissingAsAwayUntilTheTruthComes", async () => {
  const bench = await joined();
  await bench.resume({ recovered: false, peers: [], settlingMs: 60_000 });
  expect(bench.room.peers.get("bob")?.suspended).toBe(true);
  bench.socket.say({ type: "peer-joined", ...peer("bob"), seq: 1 });
  expect(bench.told.map(({ type }) => type).filter(type => type.startsWith("peer-"))).toEqual(["peer-suspended", "peer-resumed"]);
  bench.socket.say({ ...resumed(), type: "existing-peers", peers: [], seq: 2 });
  expect(bench.room.peers.size).toBe(0);
});

test("resumed_SettlingWithoutATruthToFollow_IsGivenUpInTime", async () => {
  const bench = await joined();
  await bench.resume({ recovered: false, peers: [], settlingMs: 60_000 });
  bench.socket.say({ type: "pong" });
  await bench.pass(64_000);
  expect(bench.room.peers.size).toBe(1);
  await bench.pass(1_000);
  expect(bench.take("peer-left")).toMatchObject([{ peerId: "bob", reason: "window-ended" }]);
});

test("resumed_NotRecovered_TellsPresenceDataAgain", async () => {
  const bench = await joined({ data: { name: "Ada" } });
  await bench.resume({ recovered: false, peers: [peer("bob")] });
  expect(bench.socket.of("update")).toEqual([{ type: "update", data: { name: "Ada" } }]);
  bench.socket.say({ type: "pong" }, { type: "pong" });
  await bench.resume();
  expect(bench.socket.of("update")).toEqual([]);
});

test("resumed_NotRecoveredAndSettled_TakesTheMissingAsGone", async () => {
  const bench = await joined();
  await bench.resume({ recovered: false, peers: [] });
  expect(bench.take("peer-left")).toMatchObject([{ peerId: "bob", reason: "window-ended" }]);
});

test("resumed_Unprompted_StartsTheNumbersAnewOnTheLivingSocket", async () => {
  const bench = await joined();
  bench.socket.say({ type: "peer-joined", ...peer("eve"), seq: 1 });
  bench.room.message("a");
  bench.socket.take();
  bench.socket.say(resumed({ recovered: false, peers: [peer("bob"), peer("eve")] }), { type: "peer-joined", ...peer("kim"), seq: 1 });
  expect(bench.socket.of("message").map(m => m.seq)).toEqual([1]);
  expect(bench.room.peers.size).toBe(3);
  expect(bench.sockets).toHaveLength(1);
});

test("resumeExpired_Joined_JoinsAnewAsANewInstanceWithTheSamePeerIdAndData", async () => {
  const bench = await joined({ data: { name: "Ada" } });
  bench.room.update({ name: "Ada L." });
  const fate = watch(bench.room.message("lost"));
  bench.socket.drop();
  await bench.pass(250);
  bench.socket.open();
  refuse(bench, "resume-expired", 4002);
  await bench.pass(10_000);
  expect(fate.error).toMatchObject({ code: "session-lost", retry: "now" });
  expect(bench.take("peer-left")).toMatchObject([{ peerId: "bob", reason: "session-lost" }]);
  bench.socket.open();
  expect(bench.socket.sent).toEqual([
    { type: "join-room", room: "kitchen", peerId: "me", instance: "instance-2", acks: true, data: { name: "Ada L." }, resume: "ticket-1" },
  ]);
  bench.socket.say({ ...resumed(), type: "existing-peers", instance: "instance-2", peers: [peer("bob")] });
  expect(bench.take("state").at(-1)).toMatchObject({ state: "joined", rejoined: true });
  expect(bench.take("peer-joined")).toMatchObject([{ peerId: "bob" }]);
  bench.room.message("anew");
  expect(bench.socket.of("message")).toEqual([{ type: "message", data: "anew", seq: 1 }]);
});

test("resumeInvalid_Joined_JoinsAnewWithoutTheTicket", async () => {
  const bench = await joined();
  bench.socket.drop();
  await bench.pass(250);
  bench.socket.open();
  refuse(bench, "resume-invalid", 4002);
  await bench.pass(10_000);
  bench.socket.open();
  expect(bench.socket.sent[0]).toEqual({ type: "join-room", room: "kitchen", peerId: "me", instance: "instance-2", acks: true });
});

test.each([
  ["peer-replaced", 4002, "peer-replaced"],
  ["taken-over", 4009, "taken-over"],
  ["kicked", 4011, "kicked"],
  [null, 4009, "taken-over"],
  [null, 4011, "removed"],
  [null, 1000, "session-ended"],
  [null, 1003, "protocol-error"],
])("socketEnded_With%sAnd%i_IsFinal", async (code, closeCode, expected) => {
  const bench = await joined();
  const fate = watch(bench.room.message("x"));
  if (code) refuse(bench, code, closeCode);
  else bench.socket.drop(closeCode);
  await bench.pass(60_000);
  expect(bench.take("state")).toMatchObject([{ state: "closed", error: { code: expected, retry: "never" } }]);
  expect(bench.take("error")).toMatchObject([{ code: expected }]);
  expect(fate.error.code).toBe(expected);
  expect(bench.sockets).toHaveLength(1);
});

test.each([[1001, 500], [4010, 500], [4029, 5_000], [4008, 125], [4001, 125]])("socketEnded_With%i_ResumesAfter%iMs", async (code, ms) => {
  const bench = await joined();
  bench.socket.drop(code);
  await bench.pass(ms - 1);
  expect(bench.sockets).toHaveLength(1);
  await bench.pass(1);
  expect(bench.sockets).toHaveLength(2);
});

test("socketEnded_WithATimeTold_WaitsSoLong", async () => {
  const bench = await joined();
  bench.socket.say({ type: "error", code: "abusive", message: "Stop.", retry: "after", retryAfterMs: 8_000 });
  bench.socket.drop(4029);
  await bench.pass(7_999);
  expect(bench.sockets).toHaveLength(1);
  await bench.pass(1);
  expect(bench.sockets).toHaveLength(2);
});

test("error_LongBeforeTheEnd_HasNothingToDoWithIt", async () => {
  const bench = await joined();
  bench.socket.say({ type: "error", code: "resume-expired", message: "?", retry: "never" }, { type: "pong" });
  bench.socket.drop(4002);
  await bench.pass(250);
  bench.socket.open();
  expect(bench.socket.sent[0].type).toBe("resume");
});

test("attempts_ThatFail_WaitLongerUpToTheCap", async () => {
  const bench = await joined();
  bench.socket.drop();
  /** @type {number[]} */
  const waits = [bench.take("state").at(-1).retryInMs];
  for (let attempt = 0; attempt < 8; attempt++) {
    await bench.pass(waits[attempt]);
    bench.socket.drop();
    waits.push(bench.take("state").at(-1).retryInMs);
  }
  expect(waits).toEqual([125, 375, 750, 1_500, 3_000, 6_000, 7_500, 7_500, 7_500]);
});

test("attempts_AfterAStableConnection_BeginAnew", async () => {
  const bench = await joined();
  await bench.resume();
  bench.socket.drop();
  expect(bench.take("state").at(-1).retryInMs).toBe(375);
  await bench.pass(375);
  bench.socket.open();
  bench.socket.say(resumed());
  await bench.pass(5_000);
  bench.socket.drop();
  expect(bench.take("state").at(-1).retryInMs).toBe(125);
});

test("wake_WhileWaiting_TriesAtOnce", async () => {
  const bench = await joined();
  for (let attempt = 0; attempt < 5; attempt++) {
    bench.socket.drop();
    await bench.pass(10_000);
  }
  bench.socket.drop();
  const before = bench.sockets.length;
  bench.page.happens("wake");
  await bench.pass();
  expect(bench.sockets).toHaveLength(before + 1);
  bench.page.happens("wake");
  await bench.pass();
  expect(bench.sockets).toHaveLength(before + 1);
});

test("tokenExpired_FromAFunction_IsFetchedAndResumed", async () => {
  /** @type {string[]} */
  const reasons = [];
  const bench = await joined({ token: (/** @type {string} */ reason) => `t-${reasons.push(reason)}` });
  bench.socket.drop();
  await bench.pass(250);
  bench.socket.open();
  refuse(bench, "token-expired", 4002);
  await bench.pass(10_000);
  bench.socket.open();
  expect(bench.socket.sent[0]).toMatchObject({ type: "resume", token: "t-3" });
  expect(reasons).toEqual(["first", "again", "expired"]);
});

test("tokenExpired_GivenAsText_WaitsForAFreshOne", async () => {
  const bench = await joined({ token: "old" });
  bench.socket.drop();
  await bench.pass(250);
  bench.socket.open();
  refuse(bench, "token-expired", 4002);
  await bench.pass(30_000);
  expect(bench.sockets).toHaveLength(2);
  expect(bench.room.state).toBe("suspended");
  bench.room.setToken("new");
  await bench.pass();
  bench.socket.open();
  expect(bench.socket.sent[0]).toMatchObject({ type: "resume", token: "new" });
});

test("setToken_Joined_IsSent", async () => {
  const bench = await joined({ token: "old" });
  bench.room.setToken("new");
  await bench.pass();
  expect(bench.socket.sent).toEqual([{ type: "token", token: "new" }]);
});
