import { Timer } from "./timer.js";

const firstMaxMs = 250;
const baseMs = 500;
const capMs = 10_000;
const stableMs = 5_000;

/** How long to wait before each attempt: almost nothing, then doubling to a cap, jittered so that crowds spread. */
export class Backoff {
  #attempt = 0;
  #random;
  #stable;

  /** @param {import("./platform.js").Platform} platform */
  constructor(platform) {
    this.#random = platform.random;
    this.#stable = new Timer(platform);
  }

  /** @returns {number} Milliseconds. */
  next() {
    const attempt = this.#attempt++;
    if (attempt === 0) return this.#random() * firstMaxMs;
    const full = Math.min(capMs, baseMs * 2 ** (attempt - 1));
    return full / 2 + this.#random() * (full / 2);
  }

  /** A connection stands. Only when it has lasted a while does the waiting begin anew. */
  connected() {
    this.#stable.start(stableMs, () => { this.#attempt = 0; });
  }

  disconnected() {
    this.#stable.stop();
  }
}
