// What came from the server: its numbers, and what we owe for them. Acknowledgements are joined, and ride on other messages.

import { Timer } from "./timer.js";

/** @import { Platform } from "./platform.js" */

const delayMs = 250;
const countMax = 64;
const bytesMax = 64 * 1024;

export class Inbox {
  #flush;
  #seen = 0;
  #owedCount = 0;
  #owedBytes = 0;
  #timer;

  /**
   * @param {Platform} platform
   * @param {() => void} flush Sends an acknowledgement now.
   */
  constructor(platform, flush) {
    this.#flush = flush;
    this.#timer = new Timer(platform);
  }

  /** The highest number received, with all below it. */
  get seen() {
    return this.#seen;
  }

  /**
   * @param {number} seq
   * @param {number} bytes
   * @param {boolean} mayJump The message is the whole truth: what was skipped before it does not matter.
   * @returns {"new" | "repeat" | "gap"}
   */
  accept(seq, bytes, mayJump = false) {
    if (seq > this.#seen + 1 && !mayJump) return "gap";
    const isNew = seq > this.#seen;
    if (isNew) this.#seen = seq;
    this.#owe(bytes);
    return isNew ? "new" : "repeat";
  }

  /** The number to acknowledge, if one is owed; then nothing is owed. @returns {number | undefined} */
  take() {
    if (this.#owedCount === 0) return undefined;
    this.settle();
    return this.#seen;
  }

  /** The debt is paid or void: a resume names the number. */
  settle() {
    this.#owedCount = 0;
    this.#owedBytes = 0;
    this.#timer.stop();
  }

  /** The server counts from 1 again. */
  restart() {
    this.settle();
    this.#seen = 0;
  }

  /** @param {number} bytes */
  #owe(bytes) {
    this.#owedCount++;
    this.#owedBytes += bytes;
    if (this.#owedCount >= countMax || this.#owedBytes >= bytesMax) this.#flush();
    else if (!this.#timer.isRunning) this.#timer.start(delayMs, this.#flush);
  }
}
