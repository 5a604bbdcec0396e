// Lets a reload come back as the same peer. The ticket lies in the tab's storage only between the end of one page and the
// start of the next: a duplicated tab copies the storage, and must not find there what would take the first tab's place.

/** @import { Platform } from "./platform.js" */

/** @typedef {{ peerId: string, ticket?: string }} Claim */

export class TicketStore {
  #storage;
  #key;
  #offs;

  /**
   * @param {Platform} platform
   * @param {string} room
   * @param {() => Claim | null} current What to keep when the page ends.
   */
  constructor(platform, room, current) {
    this.#storage = platform.storage;
    this.#key = `signaling:${room}`;
    this.#offs = [
      platform.page.onHide(() => this.#put(current())),
      platform.page.onReturn(() => this.#put(null)),
    ];
  }

  /** What the page before this one left, once. @returns {Claim | null} */
  claim() {
    try {
      const text = this.#storage?.getItem(this.#key);
      this.#storage?.removeItem(this.#key);
      const claim = JSON.parse(text ?? "null");
      return typeof claim?.peerId === "string" && typeof claim.ticket === "string" ? claim : null;
    } catch {
      return null; // storage may be forbidden, and its content is anybody's
    }
  }

  close() {
    this.#offs.forEach(off => off());
    this.#put(null);
  }

  /** @param {Claim | null} claim */
  #put(claim) {
    try {
      if (claim) this.#storage?.setItem(this.#key, JSON.stringify(claim));
      else this.#storage?.removeItem(this.#key);
    } catch {
      // Full or forbidden: a reload is then a new peer.
    }
  }
}
