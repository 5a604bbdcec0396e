import { expect, test } from "vitest";
import { Bench, peer } from "./kit/bench.js";

/** @param {string} ufrag */
const sdp = ufrag => ({ type: "offer", sdp: `v=0\r\na=ice-ufrag:${ufrag}\r\na=ice-pwd:p\r\n` });
/** @param {string} ufrag */
const candidate = ufrag => ({ candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", usernameFragment: ufrag });
const toBob = { targetInstance: "bob-1" };

async function offered() {
  const bench = await new Bench().join({ peers: [peer("bob")] });
  bench.room.offer("bob", sdp("u1"), toBob);
  bench.socket.take();
  return bench;
}

/** @param {Bench} bench */
const described = bench => bench.socket.of("ice-candidate").map(message => message.described);

test("candidate_ItsDescriptionIsUnresolved_DoesNotVouchForIt", async () => {
  const bench = await offered();
  bench.room.candidate("bob", candidate("u1"), toBob);
  expect(described(bench)).toEqual([undefined]);
});

test("candidate_ItsDescriptionWasDelivered_SaysSo", async () => {
  const bench = await offered();
  bench.socket.say({ type: "ack", seen: 1 });
  bench.room.candidate("bob", candidate("u1"), toBob);
  bench.room.candidate("bob", null, { ...toBob, ufrag: "u1" });
  bench.room.candidate("bob", "candidate:1 1 udp 1 192.0.2.1 9 typ host ufrag u1", toBob);
  expect(described(bench)).toEqual([true, true, true]);
});

test("candidate_SentAgainAfterALoss_SaysThatItsDescriptionWasDelivered", async () => {
  const bench = await offered();
  bench.room.candidate("bob", candidate("u1"), toBob);
  bench.socket.say({ type: "ack", seen: 1 });
  await bench.resume({ recovered: false, seen: 0, peers: [peer("bob")] });
  expect(described(bench)).toEqual([true]);
});

test("candidate_OfAnotherGenerationPageOrConnection_DoesNotVouch", async () => {
  const bench = await offered();
  bench.socket.say({ type: "ack", seen: 1 });
  bench.room.candidate("bob", candidate("u2"), toBob);
  bench.room.candidate("bob", candidate("u1"), { targetInstance: "bob-2" });
  bench.room.candidate("bob", candidate("u1"), { ...toBob, connection: "screen" });
  bench.room.candidate("bob", candidate("u1"), {});
  expect(described(bench)).toEqual([undefined, undefined, undefined, undefined]);
});

test("candidate_ANewerDescriptionIsUnresolved_DoesNotVouch", async () => {
  const bench = await offered();
  bench.socket.say({ type: "ack", seen: 1 });
  bench.room.offer("bob", sdp("u2"), toBob);
  bench.room.candidate("bob", candidate("u1"), toBob);
  expect(described(bench)).toEqual([undefined]);
});

test("description_AfterALaterNumber_IsPassedOverAndAcknowledged", async () => {
  const bench = await new Bench().join({ peers: [peer("bob")] });
  const from = { fromPeerId: "bob", instance: "bob-1" };
  /** @type {number[]} */
  const heard = [];
  bench.room.on("offer", offer => heard.push(offer.fromSeq));
  bench.socket.say({ type: "message", ...from, fromSeq: 4, data: 1, seq: 1 }, { type: "offer", ...from, fromSeq: 3, sdp: sdp("u1"), negotiation: 1, seq: 2 });
  bench.socket.say({ type: "offer", ...from, fromSeq: 5, sdp: sdp("u2"), negotiation: 2, seq: 3 });
  expect(heard).toEqual([5]);
  await bench.pass(250);
  expect(bench.socket.of("ack")).toEqual([{ type: "ack", seen: 3 }]);
});
