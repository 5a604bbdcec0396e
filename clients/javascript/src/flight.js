// What is on the wire and not resolved, against what the server takes at once.

/** @import { Limits } from "./types.js" */

/** @typedef {{ seq: number, bytes: number, flying: boolean }} Flyer */

const overheadBytes = 128; // what the server adds for each message it keeps

export class Flight {
  #count = 0;
  #bytes = 0;

  /**
   * @param {Flyer} flyer
   * @param {number} oldest The lowest unresolved number: the server keeps one window over all numbers from there.
   * @param {Pick<Limits, "unresolvedMessages" | "unresolvedBytes">} limits
   */
  hasRoomFor(flyer, oldest, { unresolvedMessages, unresolvedBytes }) {
    if (this.#count === 0) return true;
    return flyer.seq - oldest < unresolvedMessages && this.#bytes + flyer.bytes + overheadBytes <= unresolvedBytes;
  }

  /** @param {Flyer} flyer */
  launch(flyer) {
    flyer.flying = true;
    this.#count++;
    this.#bytes += flyer.bytes + overheadBytes;
  }

  /** @param {Flyer} flyer */
  land(flyer) {
    if (!flyer.flying) return;
    flyer.flying = false;
    this.#count--;
    this.#bytes -= flyer.bytes + overheadBytes;
  }
}
