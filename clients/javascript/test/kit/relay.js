// A server in the test's memory: one room, roles, relays with numbers, and sockets that can be cut. Enough for two pages to
// meet; it delivers everything at most once after an acknowledgement and everything since `seen` after a resume.

import { FakeSocket } from "./fake-socket.js";
import { existingPeers, resumed } from "./bench.js";

/** @typedef {import("../../src/types.js").Message} Message */
/** @typedef {{ peerId: string, instance: string, order: number, socket: RelaySocket | null, seq: number, kept: Message[], had: number,
 *   negotiation: number }} Member */

export class Relay {
  /** @type {Map<string, Member>} */
  members = new Map();
  /** Nothing gets through in either direction while this is true. */
  isCut = false;
  #order = 0;
  WebSocket;

  constructor() {
    const relay = this;
    this.WebSocket = /** @type {any} */ (class extends RelaySocket {
      /** @param {string} url */
      constructor(url) {
        super(url);
        this.relay = relay;
        queueMicrotask(() => (relay.isCut ? this.drop() : this.open()));
      }
    });
  }

  /** Cuts every connection, until the network is there again. */
  cut() {
    this.isCut = true;
    for (const member of this.members.values()) member.socket?.drop();
  }

  /** @param {RelaySocket} socket @param {Message} message */
  handle(socket, message) {
    if (message.type === "join-room") return this.#join(socket, message);
    if (message.type === "resume") return this.#resume(socket, message);
    const from = /** @type {Member} */ (this.members.get(socket.peerId));
    if (message.seen !== undefined) from.kept = from.kept.filter(kept => kept.seq > message.seen);
    if (message.type === "ping") return socket.say({ type: "pong" });
    if (message.seq === undefined || message.seq <= from.had) return undefined;
    from.had = message.seq;
    const { seq, seen, targetPeerId, targetInstance, ...rest } = message;
    const to = this.members.get(targetPeerId);
    if (to) this.#deliver(to, { ...rest, fromPeerId: from.peerId, instance: from.instance, fromSeq: seq, ...this.#number(message) });
    return socket.say({ type: "ack", seen: seq });
  }

  #negotiation = 0;

  /** @param {Message} message */
  #number(message) {
    return message.type === "offer" ? { negotiation: ++this.#negotiation } : {};
  }

  /** @param {RelaySocket} socket @param {Message} message */
  #join(socket, { peerId, instance }) {
    const member = { peerId, instance, order: ++this.#order, socket, seq: 0, kept: [], had: 0, negotiation: 0 };
    socket.peerId = peerId;
    socket.say(existingPeers({ peerId, instance, resume: peerId, peers: [...this.members.values()].map(m => ({ ...about(m), polite: true })) }));
    for (const other of this.members.values()) this.#deliver(other, { type: "peer-joined", ...about(member), polite: false });
    this.members.set(peerId, member);
  }

  /** @param {RelaySocket} socket @param {Message} message */
  #resume(socket, { resume, seen }) {
    const member = /** @type {Member} */ (this.members.get(resume));
    socket.peerId = member.peerId;
    member.socket = socket;
    socket.say(resumed({ peerId: member.peerId, instance: member.instance, resume, seen: member.had }));
    member.kept = member.kept.filter(kept => kept.seq > seen);
    for (const kept of member.kept) socket.say(kept);
  }

  /** @param {Member} member @param {Message} message */
  #deliver(member, message) {
    const numbered = { ...message, seq: ++member.seq };
    member.kept.push(numbered);
    member.socket?.say(numbered);
  }
}

/** @param {Member} member */
const about = ({ peerId, instance }) => ({ peerId, instance });

class RelaySocket extends FakeSocket {
  /** @type {Relay | null} */
  relay = null;
  peerId = "";

  /** @param {string} text */
  send(text) {
    if (!this.relay?.isCut) queueMicrotask(() => this.relay?.isCut || this.relay?.handle(this, JSON.parse(text)));
  }

  /** @param {...Message} messages */
  say(...messages) {
    if (!this.relay?.isCut) super.say(...messages);
  }
}
