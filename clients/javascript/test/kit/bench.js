// A room under test: its clock, its page, its sockets, and what it told.

import { connect } from "../../src/signaling.js";
import { FakeClock } from "./fake-clock.js";
import { FakePage, FakeStorage } from "./fake-page.js";
import { FakeSocket } from "./fake-socket.js";

/** @typedef {import("../../src/types.js").Message} Message */
/** @typedef {import("../../src/types.js").RoomOptions} RoomOptions */

/** @type {(keyof import("../../src/types.js").RoomEvents)[]} */
const events = ["state", "peer-joined", "peer-updated", "peer-suspended", "peer-resumed", "peer-reset", "peer-left", "message",
  "undelivered", "glare", "ice-servers", "move", "error"];

export const limits = { messageBytes: 65536, dataBytes: 4096, unresolvedMessages: 1024, unresolvedBytes: 1048576 };

export class Bench {
  clock = new FakeClock();
  page = new FakePage();
  /** @type {FakeSocket[]} */
  sockets = [];
  /** @type {{ type: string, event: any }[]} */
  told = [];
  #ids = 0;

  /** @param {Partial<RoomOptions>} [options] @param {FakeStorage} [storage] */
  constructor(options = {}, storage = new FakeStorage()) {
    const bench = this;
    this.storage = storage;
    this.platform = {
      ...this.clock,
      WebSocket: /** @type {any} */ (class extends FakeSocket {
        /** @param {string} url @param {string[]} [protocols] */
        constructor(url, protocols) {
          super(url, protocols);
          bench.sockets.push(this);
        }
      }),
      now: this.clock.now,
      random: () => 0.5,
      randomId: () => `instance-${++this.#ids}`,
      storage,
      page: this.page,
    };
    this.room = connect("wss://server.example/signal", { room: "kitchen", ...options, platform: this.platform });
    for (const type of events) this.room.on(type, event => this.told.push({ type, event }));
  }

  /** The newest socket. */
  get socket() {
    return /** @type {FakeSocket} */ (this.sockets.at(-1));
  }

  /** Lets time pass. @param {number} [ms] */
  pass(ms = 0) {
    return this.clock.advance(ms);
  }

  /** Opens the newest socket and answers its join. @param {Partial<Message>} [answer] */
  async join(answer = {}) {
    await this.pass();
    this.socket.open();
    this.socket.say(existingPeers(answer));
    await this.pass();
    return this;
  }

  /** Loses the live socket, lets the next one come, and answers its resume. @param {Partial<Message>} [answer] @param {number} [code] */
  async resume(answer = {}, code = 1006) {
    this.socket.drop(code);
    await this.pass(10_000);
    this.socket.open();
    this.socket.say(resumed(answer));
    await this.pass();
    return this;
  }

  /** What was told of one type, forgotten with that. @param {string} type */
  take(type) {
    const found = this.told.filter(entry => entry.type === type).map(entry => entry.event);
    this.told = this.told.filter(entry => entry.type !== type);
    return found;
  }

  /** The states the link went through, forgotten with that. */
  states() {
    return this.take("state").map(({ state }) => state);
  }
}

/** @param {Partial<Message>} [fields] @returns {Message} */
export function existingPeers(fields = {}) {
  return {
    type: "existing-peers", room: "kitchen", peerId: "me", instance: "instance-1", peers: [], epoch: "e1", resume: "ticket-1",
    resumeSeconds: 60, heartbeatSeconds: 20, iceServers: [], limits, ...fields,
  };
}

/** @param {Partial<Message>} [fields] @returns {Message} */
export function resumed(fields = {}) {
  return { ...existingPeers(), type: "resumed", resume: "ticket-2", recovered: true, seen: 0, ...fields };
}

/** @param {string} peerId @param {Partial<Message>} [fields] @returns {any} */
export function peer(peerId, fields = {}) {
  return { peerId, instance: `${peerId}-1`, polite: true, ...fields };
}

/**
 * What became of a promise so far.
 * @template T
 * @param {Promise<T>} promise
 */
export function watch(promise) {
  /** @type {{ value?: T, error?: any, done: boolean }} */
  const fate = { done: false };
  promise.then(value => Object.assign(fate, { value, done: true }), error => Object.assign(fate, { error, done: true }));
  return fate;
}
