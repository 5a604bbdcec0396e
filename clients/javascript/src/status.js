// How the link is doing, and what went wrong: the events `state` and `error`.

/** @import { Emitter } from "./emitter.js" */
/** @import { SignalingError } from "./errors.js" */
/** @import { LinkState, RoomEvents, StateEvent } from "./types.js" */

export class Status {
  /** @type {LinkState} */
  state = "connecting";
  #events;
  /** @type {SignalingError | null} */
  #lastTold = null;

  /** @param {Emitter<RoomEvents>} events */
  constructor(events) {
    this.#events = events;
  }

  /**
   * @param {LinkState} state
   * @param {Partial<StateEvent>} [details]
   */
  become(state, details) {
    const previous = this.state;
    // Joined again and waiting again are news, trying again is not.
    if (previous === state && state !== "joined" && state !== "suspended") return;
    this.state = state;
    this.#events.emit("state", { ...details, state, previous });
  }

  /** Once, though an error may come first as a message and then as the reason of a close. @param {SignalingError} error */
  tell(error) {
    if (error !== this.#lastTold) this.#events.emit("error", error);
    this.#lastTold = error;
  }
}
