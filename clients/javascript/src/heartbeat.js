// Browsers do not show WebSocket pings, so silence is asked about: `ping` after one heartbeat, dead after another.
// Only an unanswered ping counts as death: timers of hidden tabs run late, and a late timer is no evidence.

import { Timer } from "./timer.js";

/** @import { Platform } from "./platform.js" */

const probeMs = 4_000;

export class Heartbeat {
  #platform;
  #ping;
  #dead;
  #intervalMs = 20_000;
  #heardAt = 0;
  #asked = false;
  #timer;

  /**
   * @param {Platform} platform
   * @param {{ ping: () => void, dead: () => void }} owner
   */
  constructor(platform, owner) {
    this.#platform = platform;
    this.#ping = owner.ping;
    this.#dead = owner.dead;
    this.#timer = new Timer(platform);
  }

  /** @param {number} seconds */
  start(seconds) {
    if (seconds > 0) this.#intervalMs = seconds * 1000;
    this.heard();
    this.#arm(this.#intervalMs);
  }

  stop() {
    this.#timer.stop();
    this.#asked = false;
  }

  heard() {
    this.#heardAt = this.#platform.now();
    this.#asked = false;
  }

  /** The machine may have slept, or the network changed: ask now, and expect the answer soon. */
  probe() {
    if (this.#timer.isRunning) this.#ask(Math.min(probeMs, this.#intervalMs));
  }

  #due() {
    const remainingMs = this.#heardAt + this.#intervalMs - this.#platform.now();
    if (this.#asked) {
      this.stop();
      this.#dead();
    } else if (remainingMs < 1) {
      this.#ask(this.#intervalMs);
    } else {
      this.#arm(remainingMs);
    }
  }

  /** @param {number} patienceMs */
  #ask(patienceMs) {
    this.#asked = true;
    this.#arm(patienceMs);
    this.#ping();
  }

  /** @param {number} ms */
  #arm(ms) {
    this.#timer.start(ms, () => this.#due());
  }
}
