// Our own presence data. An `update` has no number, so one that was inside a dying socket is lost; a ping right behind it, once
// answered, proves that it was handled. Without that proof it is sent again after a resume.

import { Timer } from "./timer.js";

/** @import { Pings } from "./pings.js" */
/** @import { Platform } from "./platform.js" */
/** @import { Message } from "./types.js" */

export class PresenceData {
  #post;
  #pings;
  #again;
  #version = 0;
  #pending = false;
  /** @type {any} */
  #data;

  /**
   * @param {Platform} platform
   * @param {Pings} pings
   * @param {(message: Message) => boolean} post
   */
  constructor(platform, pings, post) {
    this.#pings = pings;
    this.#post = post;
    this.#again = new Timer(platform);
  }

  /** @param {any} data */
  update(data) {
    this.#data = data ?? null;
    this.#pending = true;
    this.#version++;
    this.push();
  }

  /** A join goes out, and carries the data. */
  joining() {
    this.#pending = false;
  }

  /** The server lost it. The next push sends it again. @param {any} data */
  forgotten(data) {
    if (data === undefined) return;
    this.#data = data;
    this.#pending = true;
    this.#version++;
  }

  /** Sends what is not proven to have arrived. */
  push() {
    if (!this.#pending || !this.#post({ type: "update", data: this.#data })) return;
    const version = this.#version;
    this.#pings.ask(() => {
      if (version === this.#version && !this.#again.isRunning) this.#pending = false;
    });
  }

  /** Something without a number came too fast: it may have been this. @param {number} retryAfterMs */
  refused(retryAfterMs) {
    if (this.#pending) this.#again.start(retryAfterMs, () => this.push());
  }

  close() {
    this.#pending = false;
    this.#again.stop();
  }
}
