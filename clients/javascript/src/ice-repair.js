// Restarts ICE where a connection broke. The impolite side does it, so that two restarts do not collide; the polite one only
// when nothing came of that for long. While signaling is down there is nobody to tell, so the restart waits for it.

import { Timer } from "./timer.js";

const failedMs = 0;
const disconnectedMs = 5_000;
const politeMs = 15_000;
const againMsMin = 2_000;
const againMsMax = 30_000;

/** @import { Platform } from "./platform.js" */

export class IceRepair {
  #pc;
  #polite;
  #canSignal;
  #timer;
  #restarts = 0;
  #due = false;

  /**
   * @param {RTCPeerConnection} pc
   * @param {boolean} polite
   * @param {Platform} platform
   * @param {() => boolean} canSignal
   */
  constructor(pc, polite, platform, canSignal) {
    this.#pc = pc;
    this.#polite = polite;
    this.#canSignal = canSignal;
    this.#timer = new Timer(platform);
  }

  /** The connection's state changed. */
  changed() {
    const state = this.#pc.connectionState;
    this.#timer.stop();
    this.#due = false;
    if (state === "connected") this.#restarts = 0;
    else if (state === "failed" || state === "disconnected") this.#timer.start(this.#waitMs(state), () => this.#restart());
  }

  /** Signaling is back, or the peer is. */
  retry() {
    if (this.#due) this.#restart();
  }

  close() {
    this.#timer.stop();
    this.#due = false;
  }

  #restart() {
    this.#due = !this.#canSignal();
    if (this.#due) return;
    this.#restarts++;
    this.#pc.restartIce();
  }

  /** @param {"failed" | "disconnected"} state */
  #waitMs(state) {
    const again = this.#restarts === 0 ? 0 : Math.min(againMsMax, againMsMin * 2 ** (this.#restarts - 1));
    return (state === "failed" ? failedMs : disconnectedMs) + (this.#polite ? politeMs : 0) + again;
  }
}
