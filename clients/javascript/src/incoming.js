// What each message of the server means (sections 3 to 7 of the protocol).

import { NumberWindow } from "./number-window.js";
import { SignalingError } from "./errors.js";

/** @import { Emitter } from "./emitter.js" */
/** @import { Session } from "./session.js" */
/** @import { Message, Relayed, RoomEvents } from "./types.js" */

// In these, seq is our own number.
const aboutOurs = new Set(["ack", "undelivered", "glare", "error"]);
const presence = new Set(["peer-joined", "peer-updated", "peer-suspended", "peer-resumed", "peer-reset", "peer-left"]);
const relayed = new Set(["offer", "answer", "ice-candidate", "message", "applied"]);

export class Incoming {
  #session;
  #events;
  #had = new NumberWindow();

  /**
   * @param {Session} session
   * @param {Emitter<RoomEvents>} events
   */
  constructor(session, events) {
    this.#session = session;
    this.#events = events;
  }

  /**
   * @param {Message} message
   * @param {number} bytes
   */
  receive(message, bytes) {
    const { type } = message;
    if (type === "existing-peers") this.#existingPeers(message, bytes);
    else if (type === "resumed") this.#resumed(message);
    else if (this.#isNew(message, bytes)) {
      if (presence.has(type)) this.#presence(message);
      else if (relayed.has(type)) this.#relayed(/** @type {Relayed} */ (message));
      else this.#notice(message);
    }
  }

  /** @param {Message} message @param {number} bytes */
  #isNew(message, bytes) {
    if (typeof message.seq !== "number" || aboutOurs.has(message.type)) return true;
    const verdict = this.#session.inbox.accept(message.seq, bytes);
    // Something is missing: a resume brings everything after the last number again.
    if (verdict === "gap") this.#session.link.drop();
    return verdict === "new";
  }

  /** @param {Message} message @param {number} bytes */
  #existingPeers(message, bytes) {
    const { identity, inbox, pings, roster } = this.#session;
    const again = identity.continues;
    if (!again) inbox.restart();
    if (typeof message.seq === "number" && inbox.accept(message.seq, bytes, true) !== "new") return;
    this.#terms(message);
    roster.replace(message.peers ?? [], message.settlingMs ?? 0, !again);
    if (again) return;
    pings.restart();
    this.#session.live({});
  }

  /** @param {Message} message */
  #resumed(message) {
    const { data, inbox, outbox, pings, roster } = this.#session;
    const recovered = message.recovered === true;
    inbox.settle();
    this.#terms(message);
    if (!recovered) {
      inbox.restart();
      data.forgotten(this.#session.identity.data);
      roster.replace(message.peers ?? [], message.settlingMs ?? 0, false);
    }
    pings.restart();
    outbox.resolvedTo(message.seen ?? 0);
    this.#session.live({ recovered });
    pings.ask(() => outbox.confirm());
  }

  // What the answers to a join and to a resume have in common.
  /** @param {Message} message */
  #terms(message) {
    const session = this.#session;
    session.identity.welcome(message);
    session.limits = message.limits ?? session.limits;
    if (typeof message.heartbeatSeconds === "number") session.heartbeat.start(message.heartbeatSeconds);
    if (Array.isArray(message.iceServers)) this.#iceServers(message.iceServers);
  }

  /** @param {RTCIceServer[]} iceServers */
  #iceServers(iceServers) {
    if (JSON.stringify(iceServers) === JSON.stringify(this.#session.iceServers)) return;
    this.#session.iceServers = iceServers;
    this.#events.emit("ice-servers", { iceServers });
  }

  /** @param {Message} message */
  #presence(message) {
    const { roster, held } = this.#session;
    switch (message.type) {
      case "peer-joined": return roster.joined(message);
      case "peer-updated": return roster.updated(message);
      case "peer-suspended": return roster.suspended(message);
      case "peer-resumed": return roster.resumed(message);
      case "peer-reset":
        held.forget(message.peerId);
        return roster.reset(message);
      default:
        held.forget(message.peerId);
        return roster.left(message, message.reason ?? "left");
    }
  }

  /** @param {Relayed} message */
  #relayed(message) {
    const { type, fromPeerId, instance, fromSeq } = message;
    // A receipt has no number of its own: its fromSeq is the number of what it is about.
    if (type !== "applied") {
      const verdict = this.#had.note(fromPeerId, instance, fromSeq);
      // Descriptions never wait. A late one was refused by a server that was lost before its sender heard of it.
      if (verdict === "repeat" || (verdict === "late" && (type === "offer" || type === "answer"))) return;
    }
    if (type === "message") this.#events.emit("message", message);
    else this.#session.held.pass(message);
  }

  /** @param {Message} message */
  #notice(message) {
    const { outbox, link, pings } = this.#session;
    switch (message.type) {
      case "ack": return outbox.acknowledge(message.seen ?? 0, message.also);
      case "undelivered": return this.#undelivered(message);
      case "glare": {
        const { targetPeerId: peerId, negotiation, won, seq, connection } = message;
        return this.#events.emit("glare", { peerId, negotiation, won, seq, connection });
      }
      case "error": {
        const error = SignalingError.from(message);
        if (!outbox.refuse(error)) link.drop();
        return this.#events.emit("error", error);
      }
      case "ice-servers": return this.#iceServers(message.iceServers ?? []);
      case "move":
        link.move(message.url, message.afterMs ?? 0);
        return this.#events.emit("move", { afterMs: message.afterMs ?? 0, url: message.url });
      case "pong": return pings.answered();
      default: return undefined; // newer servers may tell more
    }
  }

  /** @param {Message} message */
  #undelivered({ seq, targetPeerId: peerId, code }) {
    const { outbox } = this.#session;
    const message = outbox.undelivered(seq, peerId, code);
    // The server repeats itself after a resume. Without numbers nothing is kept, so nothing is known here.
    if (message || !outbox.isNumbered) this.#events.emit("undelivered", { seq, peerId, code, message });
  }
}
