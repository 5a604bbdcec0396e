import { Emitter } from "./emitter.js";
import { Session } from "./session.js";
import { SignalingError } from "./errors.js";
import { platformWith } from "./platform.js";

/** @import { Limits, LinkState, Peer, Receipt, RoomEvents, RoomOptions } from "./types.js" */

/**
 * @typedef {object} SignalOptions
 * @property {string} [connection] A label, where a pair holds several connections.
 * @property {string} [targetInstance] The page load it is meant for; any other does not get it.
 */

/**
 * One peer - this page - in one room. It survives its sockets: a lost connection is resumed, and what was sent arrives once.
 * @extends {Emitter<RoomEvents>}
 */
export class Room extends Emitter {
  #session;

  /**
   * @param {string} name
   * @param {RoomOptions} [options]
   */
  constructor(name, options = {}) {
    super();
    /** The room's name. @readonly */
    this.name = name;
    this.#session = new Session(platformWith(options.platform), name, socketUrl(options.url), options, this);
    /**
     * Settles with the first answer: this room, or the {@link SignalingError} that ended the attempt for good.
     * @type {Promise<this>}
     * @readonly
     */
    this.joined = this.#firstAnswer();
    this.joined.catch(() => {});
    options.signal?.addEventListener("abort", () => this.leave());
    if (options.signal?.aborted) queueMicrotask(() => this.leave());
    else this.#session.link.open();
  }

  /** Own peerId; null until the server made one. */
  get peerId() {
    return this.#session.identity.peerId;
  }

  /** Own instance: this page load. */
  get instance() {
    return this.#session.identity.instance;
  }

  /** The others, by peerId. @returns {ReadonlyMap<string, Peer>} */
  get peers() {
    return this.#session.roster.peers;
  }

  /** @returns {LinkState} */
  get state() {
    return this.#session.state;
  }

  /** STUN and TURN servers with their newest credentials. @returns {readonly RTCIceServer[]} */
  get iceServers() {
    return this.#session.iceServers;
  }

  /** What the server allows; null until joined. @returns {Readonly<Limits> | null} */
  get limits() {
    return this.#session.limits;
  }

  /** Own presence data. @returns {any} */
  get data() {
    return this.#session.identity.data;
  }

  /**
   * Sends application data to one peer, or to everybody. Resolves when it was delivered; rejects with a
   * {@link SignalingError} when it was refused or could not be delivered.
   * @param {any} data JSON.
   * @param {{ to?: string, targetInstance?: string }} [options]
   * @returns {Promise<Receipt>}
   */
  message(data, { to, targetInstance } = {}) {
    return this.#session.send({ type: "message", targetPeerId: to, data: data ?? null, targetInstance });
  }

  /**
   * @param {string} to
   * @param {string | object} sdp
   * @param {SignalOptions} [options]
   * @returns {Promise<Receipt>}
   */
  offer(to, sdp, options) {
    return this.#session.send({ type: "offer", targetPeerId: to, sdp, ...options });
  }

  /**
   * @param {string} to
   * @param {string | object} sdp
   * @param {SignalOptions & { negotiation?: number }} [options] `negotiation`: the number of the offer it answers.
   * @returns {Promise<Receipt>}
   */
  answer(to, sdp, options) {
    return this.#session.send({ type: "answer", targetPeerId: to, sdp, ...options });
  }

  /**
   * @param {string} to
   * @param {RTCIceCandidateInit | string | null} candidate Null: end of candidates.
   * @param {SignalOptions & { ufrag?: string }} [options]
   * @returns {Promise<Receipt>}
   */
  candidate(to, candidate, options) {
    return this.#session.send({ type: "ice-candidate", targetPeerId: to, candidate, ...options });
  }

  /**
   * Tells the sender of a description that it was applied, or why not.
   * @param {string} fromPeerId
   * @param {number} fromSeq
   * @param {{ error?: any, connection?: string }} [options]
   */
  applied(fromPeerId, fromSeq, options) {
    this.#session.post({ type: "applied", fromPeerId, fromSeq, ...options });
  }

  /**
   * Tells the server what the browser says about the connection to a peer: for diagnosis.
   * @param {string} peerId
   * @param {string} connectionState
   * @param {any} [detail] When connected: the types of the candidates in use, `{ local: "relay", remote: "host" }`.
   * @param {string} [connection] The label, where the pair holds several.
   */
  report(peerId, connectionState, detail, connection) {
    this.#session.post({ type: "state", peerId, connectionState, detail, connection });
  }

  /** Changes own presence data. @param {any} data */
  update(data) {
    this.#session.identity.data = data;
    this.#session.data.update(data);
  }

  /** A fresh token, or what fetches one. @param {NonNullable<RoomOptions["token"]>} token */
  setToken(token) {
    this.#session.setToken(token);
  }

  /** Leaves for good. What was not resolved is rejected with the code `closed`. */
  leave() {
    this.#session.leave();
  }

  /**
   * @template {keyof RoomEvents & string} K
   * @param {K} type
   * @param {(event: RoomEvents[K]) => void} listener
   */
  on(type, listener) {
    const off = super.on(type, listener);
    if (type === "offer") this.#session.held.release();
    return off;
  }

  /** @returns {Promise<this>} */
  #firstAnswer() {
    return new Promise((resolve, reject) => {
      const off = super.on("state", ({ state, error }) => {
        if (state === "joined") resolve(this);
        else if (state === "closed") reject(error ?? new SignalingError("closed"));
        else return;
        off();
      });
    });
  }
}

/** @param {string} [url] */
function socketUrl(url) {
  const base = globalThis.location?.href;
  try {
    const full = new URL(url ?? "/signal", base);
    full.protocol = full.protocol.replace(/^http/, "ws");
    if (full.protocol === "ws:" || full.protocol === "wss:") return full.href;
  } catch {
    // told below
  }
  throw new SignalingError("bad-url", { message: `${url ?? "/signal"} is not the address of a server.` });
}
