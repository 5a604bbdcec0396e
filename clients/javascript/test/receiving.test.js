import { expect, test } from "vitest";
import { Bench, peer, resumed } from "./kit/bench.js";

/** @param {number} seq @param {number} [fromSeq] @param {object} [fields] */
const message = (seq, fromSeq = seq, fields) =>
  ({ type: "message", fromPeerId: "bob", instance: "bob-1", fromSeq, seq, data: fromSeq, ...fields });

async function joined() {
  const bench = await new Bench().join({ peers: [peer("bob")] });
  bench.socket.take();
  return bench;
}

/** @param {Bench} bench */
const data = bench => bench.take("message").map(event => event.data);

test("messages_AFew_AreAcknowledgedOnceAfterADelay", async () => {
  const bench = await joined();
  bench.socket.say(message(1), message(2));
  await bench.pass(249);
  expect(bench.socket.sent).toEqual([]);
  await bench.pass(1);
  expect(bench.socket.sent).toEqual([{ type: "ack", seen: 2 }]);
  await bench.pass(5_000);
  expect(bench.socket.sent).toHaveLength(1);
});

test("messages_SixtyFour_AreAcknowledgedAtOnce", async () => {
  const bench = await joined();
  for (let seq = 1; seq <= 63; seq++) bench.socket.say(message(seq));
  expect(bench.socket.sent).toEqual([]);
  bench.socket.say(message(64));
  expect(bench.socket.sent).toEqual([{ type: "ack", seen: 64 }]);
});

test("messages_Of64KiB_AreAcknowledgedAtOnce", async () => {
  const bench = await joined();
  bench.socket.say(message(1, 1, { data: "x".repeat(40_000) }));
  expect(bench.socket.sent).toEqual([]);
  bench.socket.say(message(2, 2, { data: "x".repeat(30_000) }));
  expect(bench.socket.sent).toEqual([{ type: "ack", seen: 2 }]);
});

test("acknowledgement_WhenSomethingIsSent_RidesAlong", async () => {
  const bench = await joined();
  bench.socket.say(message(1));
  bench.room.message("hello");
  expect(bench.socket.take()).toEqual([{ type: "message", data: "hello", seq: 1, seen: 1 }]);
  await bench.pass(1_000);
  expect(bench.socket.sent).toEqual([]);
});

test("repeat_OfANumber_IsDroppedAndAcknowledged", async () => {
  const bench = await joined();
  bench.socket.say(message(1));
  await bench.pass(250);
  bench.socket.say(message(1));
  await bench.pass(250);
  expect(data(bench)).toEqual([1]);
  expect(bench.socket.sent).toEqual([{ type: "ack", seen: 1 }, { type: "ack", seen: 1 }]);
});

test("repeat_UnderANewNumber_IsDroppedByItsSendersNumber", async () => {
  const bench = await joined();
  bench.socket.say(message(1, 7), message(2, 8), message(3, 7));
  await bench.pass(250);
  expect(data(bench)).toEqual([7, 8]);
  expect(bench.socket.sent).toEqual([{ type: "ack", seen: 3 }]);
});

test("message_WithALowerNumberThanTheHighest_IsNotTakenForARepeat", async () => {
  const bench = await joined();
  bench.socket.say(message(1, 9), message(2, 5));
  expect(data(bench)).toEqual([9, 5]);
});

test("sameNumber_OfAnotherInstanceOrPeer_IsAnotherMessage", async () => {
  const bench = await joined();
  bench.socket.say(message(1, 1), message(2, 1, { instance: "bob-2" }), message(3, 1, { fromPeerId: "eve" }));
  expect(data(bench)).toHaveLength(3);
});

test("applied_NamesANumberOfOurs_AndIsNoRepeatOfTheirs", async () => {
  const bench = await joined();
  bench.socket.say(message(1, 1), { type: "applied", fromPeerId: "bob", instance: "bob-1", fromSeq: 1, seq: 2 }, message(3, 2));
  let receipts = 0;
  bench.room.on("applied", () => receipts++);
  bench.room.on("offer", () => {});
  await bench.pass();
  expect([data(bench), receipts]).toEqual([[1, 2], 1]);
});

test("memory_OfASender_Is1024Numbers", async () => {
  const bench = await joined();
  for (let seq = 1; seq <= 1_025; seq++) bench.socket.say(message(seq));
  bench.take("message");
  bench.socket.say(message(1_026, 2));
  expect(data(bench)).toEqual([]);
  bench.socket.say(message(1_027, 1));
  expect(data(bench)).toEqual([1]);
});

test("gap_InTheServersNumbers_IsFilledByAResume", async () => {
  const bench = await joined();
  bench.socket.say(message(1), message(3));
  expect(data(bench)).toEqual([1]);
  expect(bench.sockets[0].closedWith).toBe(4000);
  await bench.pass(250);
  bench.socket.open();
  expect(bench.socket.sent[0]).toMatchObject({ type: "resume", seen: 1 });
  bench.socket.say(resumed(), message(2), message(3));
  expect(data(bench)).toEqual([2, 3]);
});

test("frame_Unreadable_IsFetchedAgainByAResume", async () => {
  const bench = await joined();
  bench.socket.sayRaw("{");
  expect(bench.sockets[0].closedWith).toBe(4000);
  await bench.pass(250);
  expect(bench.sockets).toHaveLength(2);
});

test("unknownType_FromANewerServer_IsAcknowledgedAndLetBe", async () => {
  const bench = await joined();
  bench.socket.say({ type: "weather", seq: 1 }, message(2));
  await bench.pass(250);
  expect(data(bench)).toEqual([2]);
  expect(bench.socket.sent).toEqual([{ type: "ack", seen: 2 }]);
});

test("offers_BeforeAnybodyListens_WaitForTheListener", async () => {
  const bench = await joined();
  /** @type {string[]} */
  const heard = [];
  const signal = { fromPeerId: "bob", instance: "bob-1" };
  bench.socket.say({ type: "offer", ...signal, fromSeq: 1, seq: 1, sdp: "v=0" }, { type: "ice-candidate", ...signal, fromSeq: 2, seq: 2, candidate: null });
  bench.room.on("offer", () => heard.push("offer"));
  bench.room.on("ice-candidate", () => heard.push("ice-candidate"));
  bench.socket.say({ type: "ice-candidate", ...signal, fromSeq: 3, seq: 3, candidate: null });
  await bench.pass();
  expect(heard).toEqual(["offer", "ice-candidate", "ice-candidate"]);
});

test("offers_OfAPeerThatLeftMeanwhile_AreForgotten", async () => {
  const bench = await joined();
  bench.socket.say({ type: "offer", fromPeerId: "bob", instance: "bob-1", fromSeq: 1, seq: 1, sdp: "v=0" },
    { type: "peer-left", peerId: "bob", instance: "bob-1", reason: "left", seq: 2 });
  let heard = 0;
  bench.room.on("offer", () => heard++);
  await bench.pass();
  expect(heard).toBe(0);
});

test("iceServers_Fresh_AreTold", async () => {
  const bench = await joined();
  bench.socket.say({ type: "ice-servers", iceServers: [{ urls: "turn:t", username: "u", credential: "c" }] });
  expect(bench.room.iceServers).toHaveLength(1);
  expect(bench.take("ice-servers")).toEqual([{ iceServers: bench.room.iceServers }]);
});

test("presence_Events_KeepTheRosterAndTellIt", async () => {
  const bench = await joined();
  bench.socket.say(
    { type: "peer-joined", ...peer("eve", { polite: false, data: 1 }), seq: 1 },
    { type: "peer-suspended", peerId: "eve", instance: "eve-1", polite: false, seq: 2 },
  );
  expect(bench.room.peers.get("eve")).toEqual({ peerId: "eve", instance: "eve-1", polite: false, data: 1, suspended: true });
  bench.socket.say(
    { type: "peer-resumed", ...peer("eve", { polite: false, data: 1 }), seq: 3 },
    { type: "peer-updated", ...peer("eve", { polite: false, data: 2 }), seq: 4 },
    { type: "peer-reset", ...peer("eve", { instance: "eve-2", polite: false }), seq: 5 },
  );
  expect(bench.room.peers.get("eve")).toMatchObject({ instance: "eve-2", suspended: false });
  bench.socket.say({ type: "peer-left", peerId: "eve", instance: "eve-2", reason: "left", seq: 6 });
  expect([...bench.room.peers.keys()]).toEqual(["bob"]);
  expect(bench.told.map(({ type }) => type).filter(type => type.startsWith("peer-"))).toEqual(
    ["peer-joined", "peer-joined", "peer-suspended", "peer-resumed", "peer-updated", "peer-reset", "peer-left"]);
});

test("existingPeers_Again_ReplacesThePresenceThatWasSkipped", async () => {
  const bench = await joined();
  bench.socket.say({ type: "peer-joined", ...peer("eve"), seq: 1 });
  bench.told = [];
  bench.socket.say({ ...resumed(), type: "existing-peers", seq: 2, peers: [peer("eve", { data: 5 }), peer("kim")] });
  expect(bench.told.map(({ type, event }) => `${type} ${event.peerId}`)).toEqual(["peer-left bob", "peer-updated eve", "peer-joined kim"]);
});
