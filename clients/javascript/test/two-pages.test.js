import { expect, test } from "vitest";
import { MeshCall, connect } from "../src/signaling.js";
import { FakeClock } from "./kit/fake-clock.js";
import { FakeConnection } from "./kit/fake-connection.js";
import { FakePage } from "./kit/fake-page.js";
import { Relay } from "./kit/relay.js";
import { stream, track } from "./kit/call-bench.js";

/** @param {number} seed */
function randomFrom(seed) {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

/** @param {Relay} relay @param {FakeClock} clock @param {string} peerId @param {() => number} [random] */
async function page(relay, clock, peerId, random = () => 0.5) {
  const platform = { ...clock, now: clock.now, WebSocket: relay.WebSocket, random, randomId: () => `${peerId}-1`, storage: null, page: new FakePage() };
  const room = connect("wss://server.example/signal", { room: "kitchen", peerId, platform });
  await clock.advance(0);
  const call = new MeshCall(room, { RTCPeerConnection: /** @type {any} */ (FakeConnection), platform });
  /** @type {unknown[]} */
  const errors = [];
  call.on("error", ({ error }) => errors.push(error));
  return { room, call, errors, pc: () => /** @type {any} */ ([...call.peers.values()][0].pc) };
}

/** @param {any} mine @param {any} theirs */
function expectAgreement(mine, theirs) {
  expect([mine.signalingState, theirs.signalingState]).toEqual(["stable", "stable"]);
  expect(mine.currentRemoteDescription.sdp).toBe(theirs.currentLocalDescription.sdp);
  expect(theirs.currentRemoteDescription.sdp).toBe(mine.currentLocalDescription.sdp);
}

test("twoPages_Meet_AgreeOnOneNegotiation", async () => {
  const clock = new FakeClock();
  const relay = new Relay();
  const ada = await page(relay, clock, "ada");
  const bob = await page(relay, clock, "bob");
  await clock.advance(100);
  expectAgreement(ada.pc(), bob.pc());
  ada.pc().gather("a1");
  bob.pc().gather("b1");
  await clock.advance(100);
  expect([ada.pc().candidates.length, bob.pc().candidates.length]).toEqual([1, 1]);
});

test.each(Array.from({ length: 30 }, (_, seed) => seed + 1))("twoPages_OfferingAndLosingTheNetwork_StillAgree (seed %i)", async seed => {
  const random = randomFrom(seed);
  const clock = new FakeClock();
  const relay = new Relay();
  const pages = [await page(relay, clock, "ada", random), await page(relay, clock, "bob", random)];
  for (let step = 0; step < 30; step++) {
    const { call } = pages[random() < 0.5 ? 0 : 1];
    const dice = random();
    if (dice < 0.4) call.addTrack(track(`t${step}`), stream());
    else if (dice < 0.5) call.peers.forEach(link => link.pc.restartIce());
    else if (dice < 0.7) relay.cut();
    else relay.isCut = false;
    // Between two steps anything from nothing to a reconnect may happen; both may offer in the same instant.
    if (random() < 0.6) await clock.advance(random() < 0.5 ? 0 : random() * 3_000);
  }
  relay.isCut = false;
  await clock.advance(120_000);
  expectAgreement(pages[0].pc(), pages[1].pc());
  expect(pages.map(({ errors }) => errors)).toEqual([[], []]);
  expect(pages.map(({ pc }) => pc().rollbacks)).toEqual([0, 0]);
  // Exactly as many senders as tracks were added: nothing was lost, nothing doubled.
  for (const { call, pc } of pages) expect(pc().senders).toHaveLength(call.tracks.length);
});
