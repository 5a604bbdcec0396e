// Offers, answers and candidates that come before anybody listens for offers - a page may be asking for the camera still - wait
// here. Without this an application would have to attach its call in the same tick as it joins.

/** @import { Emitter } from "./emitter.js" */
/** @import { Relayed, RoomEvents } from "./types.js" */

const heldMax = 1_024;

/** @typedef {"offer" | "answer" | "ice-candidate" | "applied"} SignalType */

export class HeldSignals {
  #events;
  /** @type {Relayed[]} */
  #held = [];
  #releasing = false;

  /** @param {Emitter<RoomEvents>} events */
  constructor(events) {
    this.#events = events;
  }

  /** @param {Relayed} signal */
  pass(signal) {
    if (this.#held.length === 0 && this.#events.hasListeners("offer")) this.#emit(signal);
    else if (this.#held.length < heldMax) this.#held.push(signal);
  }

  /** Somebody listens now. What was held comes first, once all the listener's hands are in place. */
  release() {
    if (this.#releasing || this.#held.length === 0) return;
    this.#releasing = true;
    queueMicrotask(() => {
      this.#releasing = false;
      if (!this.#events.hasListeners("offer")) return;
      for (const signal of this.#held.splice(0)) this.#emit(signal);
    });
  }

  /** @param {string} peerId Its page is gone. */
  forget(peerId) {
    this.#held = this.#held.filter(signal => signal.fromPeerId !== peerId);
  }

  /** @param {Relayed} signal */
  #emit(signal) {
    this.#events.emit(/** @type {SignalType} */ (signal.type), signal);
  }
}
