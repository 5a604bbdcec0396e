import { explain } from "./codes.js";

/** @import { Retry } from "./types.js" */

/** @type {Record<string, Retry>} */
const undeliveredRetries = { "expired": "now", "receiver-busy": "after", "server-lost": "now" };

/** A refusal, a close or a message that did not arrive. `code` is for programs, `message` for people. */
export class SignalingError extends Error {
  /**
   * @param {string} code
   * @param {{ message?: string, retry?: Retry, retryAfterMs?: number, seq?: number, peerId?: string, cause?: unknown }} [details]
   */
  constructor(code, { message, retry = "never", retryAfterMs, seq, peerId, cause } = {}) {
    super(message ?? explain(code), cause === undefined ? undefined : { cause });
    this.name = "SignalingError";
    /** One of the codes of the server, or one that this client made. */
    this.code = code;
    /** @type {Retry} Whether it makes sense to try again, and when. */
    this.retry = retry;
    /** @type {number | undefined} With `retry: "after"`: how long to wait. */
    this.retryAfterMs = retryAfterMs;
    /** @type {number | undefined} Own number of the message it is about. */
    this.seq = seq;
    /** @type {string | undefined} The peer it is about. */
    this.peerId = peerId;
  }

  /**
   * @internal
   * @param {string} code
   * @param {number} seq
   * @param {string} peerId
   */
  static undelivered(code, seq, peerId) {
    return new SignalingError(code, { retry: undeliveredRetries[code] ?? "never", seq, peerId });
  }

  /**
   * @internal From an `error` message of the server.
   * @param {import("./types.js").Message} message
   */
  static from(message) {
    return new SignalingError(String(message.code), {
      message: typeof message.message === "string" ? message.message : undefined,
      retry: message.retry === "now" || message.retry === "after" ? message.retry : "never",
      retryAfterMs: typeof message.retryAfterMs === "number" ? message.retryAfterMs : undefined,
      seq: typeof message.seq === "number" ? message.seq : undefined,
    });
  }
}
