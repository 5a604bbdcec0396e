// Who we are toward the server: the first message of each socket is made here.

/** @import { Platform } from "./platform.js" */
/** @import { Message, RoomOptions } from "./types.js" */
/** @import { Claim } from "./ticket-store.js" */

export class Identity {
  #platform;
  #options;
  #tokenSource;
  #tokenReason = /** @type {"first" | "again" | "expired"} */ ("first");
  /** @type {Claim | null} Whom we would like to be again. */
  #claim;
  /** @type {string | undefined} */
  #ticket;
  #joined = false;

  /**
   * @param {Platform} platform
   * @param {string} room
   * @param {RoomOptions} options
   * @param {Claim | null} claim What the page before this one left.
   */
  constructor(platform, room, options, claim) {
    this.#platform = platform;
    this.#options = options;
    this.#tokenSource = options.token;
    this.#claim = claim && (options.peerId ?? claim.peerId) === claim.peerId ? claim : null;
    this.room = room;
    this.instance = platform.randomId();
    /** @type {string | undefined} The token as last fetched. */
    this.token = undefined;
    /** @type {any} */
    this.data = options.data;
    /** @type {string | null} */
    this.peerId = options.peerId ?? null;
  }

  /** Whether the next first message continues a session. */
  get continues() {
    return this.#joined;
  }

  /** What a page after this one may bring. @returns {Claim | null} */
  get claim() {
    return this.#joined && this.peerId ? { peerId: this.peerId, ticket: this.#ticket } : null;
  }

  /** Fetches the token for the next first message. */
  async prepare() {
    const source = this.#tokenSource;
    this.token = typeof source === "function" ? await source(this.#tokenReason) : source;
  }

  /**
   * The first message of a socket.
   * @param {number} seen
   * @returns {Message}
   */
  greeting(seen) {
    if (this.#joined) return { type: "resume", resume: this.#ticket, seen, token: this.token };
    return {
      type: "join-room",
      room: this.room,
      peerId: this.#options.peerId ?? this.#claim?.peerId,
      instance: this.instance,
      acks: this.#options.acks !== false,
      rollback: this.#options.rollback === false ? false : undefined,
      token: this.token,
      data: this.data,
      resume: this.#claim?.ticket,
    };
  }

  /** The server's answer: `existing-peers` or `resumed`. @param {Message} message */
  welcome(message) {
    this.#joined = true;
    this.#claim = null;
    this.#tokenReason = "again";
    this.peerId = message.peerId;
    this.instance = message.instance ?? this.instance;
    this.#ticket = message.resume ?? this.#ticket;
  }

  /**
   * The session is over. The next one is a new instance, since its numbers begin anew; the old ticket proves that the peerId
   * is its own.
   * @param {boolean} ticketIsGood
   */
  renew(ticketIsGood) {
    if (this.#joined && this.peerId) {
      this.#claim = { peerId: this.peerId, ticket: ticketIsGood ? this.#ticket : undefined };
    }
    this.#ticket = undefined;
    this.#joined = false;
    this.instance = this.#platform.randomId();
  }

  /** Whom we would like to be is refused. @returns {boolean} Whether there was such a wish. */
  dropClaim() {
    const had = this.#claim !== null;
    this.#claim = null;
    return had;
  }

  /** The server says that the token is too old. @returns {boolean} Whether a fresh one can be fetched. */
  expireToken() {
    this.#tokenReason = "expired";
    return typeof this.#tokenSource === "function";
  }

  /** @param {NonNullable<RoomOptions["token"]>} token */
  setToken(token) {
    this.#tokenSource = token;
  }
}
