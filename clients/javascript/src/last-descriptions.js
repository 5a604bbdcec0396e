// Our last description to each page, and whether that page has it. Candidates of one that was delivered say so (`described`): a
// server that was lost meanwhile would wait for it (section 7 of the protocol).

import { isNamed, toCandidate, toDescription } from "./descriptions.js";

/** @import { Message, Relayed } from "./types.js" */

const pagesMax = 1_024;

export class LastDescriptions {
  /** @type {Map<string, { seq: number, sdp: string, delivered: boolean }>} */
  #last = new Map();

  /** @param {number} seq @param {Message} message */
  sending(seq, message) {
    if (!isDescription(message) || message.targetInstance === undefined) return;
    const key = keyOf(message);
    this.#last.delete(key);
    this.#last.set(key, { seq, sdp: String(toDescription(/** @type {Relayed} */ (message)).sdp), delivered: false });
    if (this.#last.size > pagesMax) this.#last.delete(this.#last.keys().next().value ?? "");
  }

  /** @param {number} seq @param {Message} message */
  delivered(seq, message) {
    if (!isDescription(message)) return;
    const last = this.#last.get(keyOf(message));
    if (last?.seq === seq) last.delivered = true;
  }

  /** Whether the page that a candidate is for has its description. @param {Message} message */
  vouch(message) {
    if (message.type !== "ice-candidate" || message.targetInstance === undefined) return false;
    const last = this.#last.get(keyOf(message));
    const ufrag = message.ufrag ?? toCandidate(/** @type {Relayed} */ (message)).usernameFragment;
    return last?.delivered === true && (!ufrag || isNamed(ufrag, [last]));
  }
}

/** @param {Message} message */
function isDescription({ type }) {
  return type === "offer" || type === "answer";
}

/** @param {Message} message */
function keyOf({ targetPeerId, targetInstance, connection }) {
  return JSON.stringify([targetPeerId, targetInstance, connection]);
}
