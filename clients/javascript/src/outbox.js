// What we send and the server has not resolved yet: numbered once, kept, and sent again after each loss (section 5 of the
// protocol). It knows nothing of sockets; `transmit` puts text on the wire.

import { Flight } from "./flight.js";
import { LastDescriptions } from "./last-descriptions.js";
import { Timer } from "./timer.js";
import { SignalingError } from "./errors.js";

/** @import { Limits, Message, Receipt } from "./types.js" */
/** @import { Platform } from "./platform.js" */

/**
 * @typedef {object} Entry
 * @property {number} seq
 * @property {Message} message
 * @property {string} text
 * @property {number} bytes
 * @property {boolean} flying On the wire since the last resume or refusal.
 * @property {{ peerId: string, code: string }[]} undelivered
 * @property {(receipt: Receipt) => void} resolve
 * @property {(error: SignalingError) => void} reject
 */

const rideBytes = 64; // room for `seen` and `described`, which ride along
const pauseMsMin = 50;
const queueRetryMs = 1_000;
const encoder = new TextEncoder();

export class Outbox {
  #transmit;
  /** @readonly */
  isNumbered;
  #queueBytesMax;
  /** @type {Map<number, Entry>} In ascending order. */
  #entries = new Map();
  #lastSeq = 0;
  #cursor = 1;
  #resolvedTo = 0;
  #open = false;
  #flight = new Flight();
  #descriptions = new LastDescriptions();
  #keptBytes = 0;
  #pause;
  /** @type {Pick<Limits, "messageBytes" | "unresolvedMessages" | "unresolvedBytes">} */
  #limits = { messageBytes: 64 * 1024, unresolvedMessages: 1_024, unresolvedBytes: 1024 * 1024 };

  /**
   * @param {Platform} platform
   * @param {{ numbered: boolean, queueBytesMax: number, transmit: (text: string) => boolean }} options
   */
  constructor(platform, { numbered, queueBytesMax, transmit }) {
    this.#pause = new Timer(platform);
    this.isNumbered = numbered;
    this.#queueBytesMax = queueBytesMax;
    this.#transmit = transmit;
  }

  /**
   * Takes a message on. The promise tells what became of it.
   * @param {Message} message
   * @returns {Promise<Receipt>}
   */
  add(message) {
    return new Promise((resolve, reject) => {
      const seq = this.#lastSeq + 1;
      const text = JSON.stringify(this.isNumbered ? { ...message, seq } : message);
      const bytes = encoder.encode(text).length;
      const refusal = this.#refusal(bytes);
      if (refusal) return void reject(refusal);
      this.#lastSeq = seq;
      this.#keptBytes += bytes;
      this.#descriptions.sending(seq, message);
      this.#entries.set(seq, { seq, message, text, bytes, flying: false, undelivered: [], resolve, reject });
      this.#pump();
    });
  }

  /** The session is live: everything unresolved goes out, in order. @param {Partial<Limits>} [limits] */
  open(limits) {
    this.#limits = { ...this.#limits, ...limits };
    this.#open = true;
    this.#rewind(0);
    this.#pump();
  }

  /** The socket is gone. */
  shut() {
    this.#open = false;
  }

  /**
   * @param {number} seen
   * @param {[number, number][]} [also]
   */
  acknowledge(seen, also = []) {
    for (const entry of [...this.#entries.values()]) {
      const covered = entry.seq <= seen || also.some(([from, to]) => entry.seq >= from && entry.seq <= to);
      if (covered) this.#delivered(entry);
      else if (also.length === 0) break;
    }
    this.#pump();
  }

  /**
   * A resume told that all up to a number is resolved: it need not be sent again. What became of it is another matter - a report
   * that something was not delivered may have been lost with the socket, and is told again after this.
   * @param {number} seen
   */
  resolvedTo(seen) {
    this.#resolvedTo = seen;
  }

  /** All reports have been told again, so the rest of what a resume called resolved was delivered. */
  confirm() {
    this.acknowledge(this.#resolvedTo);
  }

  /**
   * A broadcast goes on: others may still get it, and an acknowledgement will cover it.
   * @param {number} seq
   * @param {string} peerId
   * @param {string} code
   * @returns {Message | undefined} What was not delivered.
   */
  undelivered(seq, peerId, code) {
    const entry = this.#entries.get(seq);
    if (!entry) return undefined;
    if (entry.message.targetPeerId === undefined) {
      if (!entry.undelivered.some(failure => failure.peerId === peerId)) entry.undelivered.push({ peerId, code });
    } else {
      this.#take(entry).reject(SignalingError.undelivered(code, seq, peerId));
      this.#pump();
    }
    return entry.message;
  }

  /**
   * The server refused a number. Unless for good, it and what follows go out again after the pause.
   * @param {SignalingError} error
   * @returns {boolean} False when it waits for a number that is resolved: it would do so as long as this socket lives.
   */
  refuse(error) {
    const entry = this.#entries.get(error.seq ?? 0);
    if (!entry) return !this.isNumbered || error.retry === "never" || !error.seq;
    if (error.retry === "never") {
      this.#take(entry).reject(error);
      this.#pump();
      return true;
    }
    this.#rewind(entry.seq);
    this.#pause.start(Math.max(pauseMsMin, error.retryAfterMs ?? 0), () => this.#pump());
    return true;
  }

  /** The session is over: nobody will resolve these. Numbers start anew. @param {SignalingError} error */
  abandon(error) {
    const entries = [...this.#entries.values()].map(entry => this.#take(entry));
    this.#open = false;
    this.#lastSeq = this.#resolvedTo = 0;
    this.#cursor = 1;
    this.#pause.stop();
    for (const entry of entries) entry.reject(error);
  }

  /** @param {number} bytes */
  #refusal(bytes) {
    if (bytes + rideBytes > this.#limits.messageBytes) return new SignalingError("message-too-large");
    if (this.#entries.size === 0 || this.#keptBytes + bytes <= this.#queueBytesMax) return null;
    return new SignalingError("queue-full", { retry: "after", retryAfterMs: queueRetryMs });
  }

  #pump() {
    while (this.#open && !this.#pause.isRunning && this.#cursor <= this.#lastSeq) {
      const entry = this.#entries.get(this.#cursor);
      if (entry && entry.seq > this.#resolvedTo) {
        const oldest = this.#entries.keys().next().value ?? entry.seq;
        if (!this.#flight.hasRoomFor(entry, oldest, this.#limits)) return;
        if (!this.#transmit(this.#textOf(entry))) return this.shut();
        this.#flight.launch(entry);
        // Without acknowledgements, handed to the socket is all there is to know.
        if (!this.isNumbered) this.#take(entry).resolve({ seq: entry.seq, undelivered: [] });
      }
      this.#cursor++;
    }
  }

  /** @param {Entry} entry */
  #delivered(entry) {
    this.#descriptions.delivered(entry.seq, entry.message);
    this.#take(entry).resolve({ seq: entry.seq, undelivered: entry.undelivered });
  }

  /** @param {Entry} entry */
  #textOf({ text, message }) {
    return this.isNumbered && this.#descriptions.vouch(message) ? `${text.slice(0, -1)},"described":true}` : text;
  }

  /** @param {number} seq From here on nothing is on the wire. */
  #rewind(seq) {
    for (const entry of this.#entries.values()) if (entry.seq >= seq) this.#flight.land(entry);
    const first = seq || (this.#entries.keys().next().value ?? this.#lastSeq + 1);
    this.#cursor = Math.min(this.#cursor, first);
  }

  /** @param {Entry} entry */
  #take(entry) {
    this.#entries.delete(entry.seq);
    this.#keptBytes -= entry.bytes;
    this.#flight.land(entry);
    return entry;
  }
}
