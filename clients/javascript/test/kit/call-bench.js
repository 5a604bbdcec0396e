// A call under test in a room that is only a record: what the call sends, and what the room tells it.

import { Emitter } from "../../src/emitter.js";
import { MeshCall, SignalingError } from "../../src/signaling.js";
import { FakeClock } from "./fake-clock.js";
import { FakeConnection } from "./fake-connection.js";
import { peer } from "./bench.js";

/** @typedef {{ type: string, to: string, sdp?: string, candidate?: any, seq: number, [field: string]: any }} Sent */

/** @extends {Emitter<any>} */
export class FakeRoom extends Emitter {
  state = "joined";
  /** @type {Map<string, any>} */
  peers = new Map();
  /** @type {RTCIceServer[]} */
  iceServers = [{ urls: "stun:one" }];
  /** @type {Sent[]} */
  sent = [];
  /** @type {any[]} */
  reports = [];
  /** @type {{ reject: (error: Error) => void }[]} */
  fates = [];
  #seq = 0;

  offer = (/** @type {string} */ to, /** @type {string} */ sdp, /** @type {object} */ options) => this.#send({ type: "offer", to, sdp, ...options });
  answer = (/** @type {string} */ to, /** @type {string} */ sdp, /** @type {object} */ options) => this.#send({ type: "answer", to, sdp, ...options });
  candidate = (/** @type {string} */ to, /** @type {any} */ candidate, /** @type {object} */ options) =>
    this.#send({ type: "ice-candidate", to, candidate, ...options });
  applied = (/** @type {string} */ to, /** @type {number} */ fromSeq, /** @type {object} */ options) =>
    void this.sent.push({ type: "applied", to, fromSeq, seq: 0, ...options });
  report = (/** @type {string} */ peerId, /** @type {string} */ state, /** @type {any} */ detail) => void this.reports.push(detail ? [peerId, state, detail] : [peerId, state]);

  /** @param {any} message */
  #send(message) {
    this.sent.push({ ...message, seq: ++this.#seq });
    const promise = new Promise((_, reject) => this.fates.push({ reject }));
    promise.catch(() => {});
    return promise;
  }
}

/** @type {(keyof import("../../src/call-types.js").CallEvents)[]} */
const events = ["peer", "stream", "stream-gone", "track", "channel", "data", "connectionstate", "peer-gone", "error"];

export class CallBench {
  clock = new FakeClock();
  room = new FakeRoom();
  /** @type {{ type: string, event: any }[]} */
  told = [];
  #fromSeq = 0;

  /** @param {any[]} [peers] @param {import("../../src/call-types.js").CallOptions} [options] */
  constructor(peers = [], options = {}) {
    FakeConnection.all = [];
    for (const p of peers) this.room.peers.set(p.peerId, { suspended: false, ...p });
    this.call = new MeshCall(/** @type {any} */ (this.room), {
      RTCPeerConnection: /** @type {any} */ (FakeConnection),
      platform: this.clock,
      ...options,
    });
    for (const type of events) this.call.on(type, event => this.told.push({ type, event }));
  }

  /** The newest connection. */
  get pc() {
    return /** @type {FakeConnection} */ (FakeConnection.all.at(-1));
  }

  /** @param {number} [ms] */
  pass(ms = 0) {
    return this.clock.advance(ms);
  }

  /** What was sent, forgotten with that. @param {string} [type] */
  take(type) {
    const all = this.room.sent.splice(0);
    return type ? all.filter(message => message.type === type) : all;
  }

  /** @param {string} type */
  events(type) {
    return this.told.filter(entry => entry.type === type).map(entry => entry.event);
  }

  /** The room tells that a peer is there, or something about it. @param {string} type @param {any} about */
  async presence(type, about) {
    const full = { suspended: type === "peer-suspended", ...about };
    if (type === "peer-left") this.room.peers.delete(full.peerId);
    else this.room.peers.set(full.peerId, full);
    this.room.emit(type, full);
    await this.pass();
  }

  /** A message of bob's. @param {any} message */
  async from(message) {
    const full = { fromPeerId: "bob", instance: "bob-1", fromSeq: ++this.#fromSeq, ...message };
    this.room.emit(message.type, full);
    await this.pass();
    return full.fromSeq;
  }

  /** @param {string} ufrag @param {number} [negotiation] */
  offer(ufrag, negotiation = 1) {
    return this.from({ type: "offer", sdp: `v=0\r\na=ice-ufrag:${ufrag}\r\n`, negotiation });
  }

  /** @param {string} ufrag @param {number} [negotiation] */
  answer(ufrag, negotiation = 1) {
    return this.from({ type: "answer", sdp: `v=0\r\na=ice-ufrag:${ufrag}\r\n`, negotiation });
  }

  /** What we sent was not delivered. @param {number} index @param {string} code */
  async undelivered(index, code) {
    this.room.fates[index].reject(SignalingError.undelivered(code, index + 1, "bob"));
    await this.pass();
  }
}

/** We are the impolite one: there first. */
export const impolite = () => peer("bob", { polite: false });
/** We are the polite one: the newcomer. */
export const polite = () => peer("bob", { polite: true });

/** @param {string} id @param {string} [kind] */
export const track = (id, kind = "video") => /** @type {any} */ ({ id, kind });

/** @param {...any} tracks */
export function stream(...tracks) {
  const target = new EventTarget();
  return /** @type {any} */ (Object.assign(target, { getTracks: () => tracks }));
}
