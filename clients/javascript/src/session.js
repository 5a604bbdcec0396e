// The session behind a room: joins link, numbers, tickets and roster. What each message of the server means is in
// incoming.js.

import { Heartbeat } from "./heartbeat.js";
import { HeldSignals } from "./held-signals.js";
import { Identity } from "./identity.js";
import { Inbox } from "./inbox.js";
import { Incoming } from "./incoming.js";
import { Link } from "./link.js";
import { Outbox } from "./outbox.js";
import { Pings } from "./pings.js";
import { PresenceData } from "./presence-data.js";
import { Roster } from "./roster.js";
import { SignalingError } from "./errors.js";
import { Status } from "./status.js";
import { TicketStore } from "./ticket-store.js";

/** @import { Emitter } from "./emitter.js" */
/** @import { Platform } from "./platform.js" */
/** @import { Limits, Message, Receipt, RoomEvents, RoomOptions, StateEvent } from "./types.js" */
/** @import { Verdict } from "./close-rules.js" */

const queueBytesDefault = 4 * 1024 * 1024;
const claimCodes = new Set(["peer-id-taken", "peer-replaced"]);

export class Session {
  /** @type {RTCIceServer[]} */
  iceServers = [];
  /** @type {Limits | null} */
  limits = null;
  #events;
  /** @type {TicketStore | null} */
  #tickets;
  #status;
  #incoming;
  #offWake;
  #rejoining = false;

  /**
   * @param {Platform} platform
   * @param {string} room
   * @param {string} url
   * @param {RoomOptions} options
   * @param {Emitter<RoomEvents>} events
   */
  constructor(platform, room, url, options, events) {
    this.#events = events;
    this.#status = new Status(events);
    this.#tickets = options.persist ? new TicketStore(platform, room, () => this.identity.claim) : null;
    /** @type {Identity} */
    this.identity = new Identity(platform, room, options, this.#tickets?.claim() ?? null);
    this.roster = new Roster(platform, events);
    this.held = new HeldSignals(events);
    this.inbox = new Inbox(platform, () => this.#acknowledge());
    this.outbox = new Outbox(platform, {
      numbered: options.acks !== false,
      queueBytesMax: options.queueBytesMax ?? queueBytesDefault,
      transmit: text => this.#transmit(text),
    });
    this.pings = new Pings(() => this.post({ type: "ping" }));
    this.data = new PresenceData(platform, this.pings, message => this.post(message));
    this.heartbeat = new Heartbeat(platform, { ping: () => this.pings.ask(), dead: () => this.link.drop() });
    this.#incoming = new Incoming(this, events);
    this.link = new Link(platform, url, this.#linkOwner());
    this.#offWake = platform.page.onWake(() => this.#wake());
  }

  get state() {
    return this.#status.state;
  }

  /** A message with a number. @param {Message} message @returns {Promise<Receipt>} */
  send(message) {
    const receipt = this.state === "closed" ? Promise.reject(new SignalingError("closed")) : this.outbox.add(message);
    receipt.catch(() => {}); // who does not look at the promise hears of it by events
    return receipt;
  }

  /** A message without one: on the live socket, or not at all. @param {Message} message */
  post(message) {
    return this.#transmit(JSON.stringify(message));
  }

  leave() {
    if (this.state === "closed") return;
    this.post({ type: "leave-room" });
    this.link.stop(1000);
    this.#close(new SignalingError("closed"));
  }

  /** @param {NonNullable<RoomOptions["token"]>} token */
  setToken(token) {
    this.identity.setToken(token);
    if (this.link.isLive) this.#postToken();
    else if (this.state !== "closed") this.link.open();
  }

  /** A session is live: after a join or a resume. @param {Partial<StateEvent>} how */
  live(how) {
    this.#status.become("joined", { ...how, rejoined: this.#rejoining || undefined });
    this.#rejoining = false;
    this.data.push();
    this.outbox.open(this.limits ?? undefined);
  }

  /** @returns {import("./link-owner.js").LinkOwner} */
  #linkOwner() {
    const events = this.#events;
    return {
      prepare: () => this.identity.prepare(),
      greet: () => {
        if (!this.identity.continues) this.data.joining();
        return this.identity.greeting(this.inbox.seen);
      },
      receive: (message, text) => {
        this.heartbeat.heard();
        this.#incoming.receive(message, text.length);
      },
      frame: (direction, text) => {
        if (events.hasListeners("frame")) events.emit("frame", { direction, message: JSON.parse(text), bytes: text.length });
      },
      warned: error => {
        this.#status.tell(error);
        if (error.retry === "after") this.data.refused(error.retryAfterMs ?? 1_000);
      },
      trying: () => this.#status.become(this.identity.continues || this.#rejoining ? "reconnecting" : "connecting"),
      lost: () => {
        this.heartbeat.stop();
        this.inbox.settle();
        this.outbox.shut();
      },
      judge: verdict => this.#judge(verdict),
      waiting: (retryInMs, error) => {
        if (error) this.#status.tell(error);
        this.#status.become(this.identity.continues || this.#rejoining ? "suspended" : "connecting", { retryInMs, error });
      },
      stopped: error => {
        this.#status.tell(error);
        this.#close(error);
      },
    };
  }

  /** @param {Verdict} verdict @returns {Verdict} */
  #judge(verdict) {
    const { next, error } = verdict;
    if (next === "token" && this.identity.expireToken()) return { ...verdict, next: "resume" };
    // A session can wait for a fresh token; a join that never was is refused.
    if (next === "token") return { ...verdict, next: this.identity.continues ? "token" : "stop" };
    if (this.identity.continues) {
      if (next === "rejoin") this.#renew(error);
      return verdict;
    }
    // A join that was refused for what a session before it left is tried once more without that.
    const isForClaim = next === "rejoin" || (next === "stop" && claimCodes.has(error?.code ?? ""));
    if (!isForClaim) return verdict;
    return { ...verdict, next: this.identity.dropClaim() ? "rejoin" : "stop" };
  }

  /** @param {SignalingError} [error] */
  #renew(error) {
    this.#rejoining = true;
    this.identity.renew(error?.code === "resume-expired");
    this.outbox.abandon(new SignalingError("session-lost", { retry: "now", cause: error }));
    this.roster.clear("session-lost");
  }

  #acknowledge() {
    const seen = this.link.isLive ? this.inbox.take() : undefined;
    if (seen !== undefined) this.link.send(JSON.stringify({ type: "ack", seen }));
  }

  /** @param {string} text A JSON object; what we owe rides along. */
  #transmit(text) {
    const seen = this.link.isLive ? this.inbox.take() : undefined;
    return this.link.send(seen === undefined ? text : `${text.slice(0, -1)},"seen":${seen}}`);
  }

  async #postToken() {
    await this.identity.prepare();
    this.post({ type: "token", token: this.identity.token });
  }

  #wake() {
    if (this.link.isLive) this.heartbeat.probe();
    else this.link.wake();
  }

  /** @param {SignalingError} error */
  #close(error) {
    this.heartbeat.stop();
    this.inbox.settle();
    this.data.close();
    this.#offWake();
    this.#tickets?.close();
    this.#status.become("closed", { error });
    this.outbox.abandon(error);
    this.roster.clear(error.code);
  }
}
