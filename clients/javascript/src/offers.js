// Our side's offers: when one may be made, and what becomes of one that nobody answers.
//
// Nothing here is ever rolled back: after a rollback Chromium's remote video freezes for good, or candidates are not gathered any
// more, although the standard says that nothing has changed. So the polite side, whose offer may have to give way, sends it as a
// proposal and sets it only when it is answered. If the other side's offer comes first, there is nothing to take back.

import { Timer } from "./timer.js";

/** @import { Platform } from "./platform.js" */
/** @import { SignalingError } from "./errors.js" */
/** @import { Receipt } from "./types.js" */

/**
 * @typedef {object} OffersOwner
 * @property {(sdp: string) => Promise<Receipt>} send
 * @property {(step: () => Promise<void>) => void} enqueue After everything that came before.
 * @property {(error: unknown) => void} failed
 */

const patienceMs = 8_000; // for the first offer of the impolite side
const againMs = 1_500;
const againMax = 3;

export class Offers {
  /** An offer is being made, and not yet set or sent. */
  isMaking = false;
  #pc;
  #polite;
  #owner;
  #patience;
  #again;
  #mayOffer;
  /** @type {RTCSessionDescriptionInit | null} Sent, and not set before it is answered. */
  #proposal = null;
  #theirs = 0;
  #sent = 0;
  #retries = 0;
  #closed = false;

  /**
   * @param {RTCPeerConnection} pc
   * @param {boolean} polite
   * @param {Platform} platform
   * @param {OffersOwner} owner
   */
  constructor(pc, polite, platform, owner) {
    this.#pc = pc;
    this.#polite = polite;
    this.#owner = owner;
    this.#mayOffer = !polite;
    this.#patience = new Timer(platform);
    this.#again = new Timer(platform);
    this.wait();
  }

  /**
   * The impolite side makes the first offer, so that first contacts do not collide. One that never does is not waited for
   * for ever.
   */
  wait() {
    if (!this.#mayOffer) this.#patience.start(patienceMs, () => this.#owner.enqueue(() => this.#first()));
  }

  /** The other side is away: it cannot offer. */
  hold() {
    this.#patience.stop();
  }

  close() {
    this.#closed = true;
    this.#patience.stop();
    this.#again.stop();
  }

  /** The browser finds that negotiation is needed. It asks again after each one that leaves something to be negotiated. */
  async make() {
    if (!this.#mayOffer || this.#closed || this.#proposal) return;
    this.isMaking = true;
    try {
      const sdp = this.#polite ? await this.#propose() : await this.#set();
      if (sdp !== undefined && !this.#closed) this.#send(sdp);
    } catch (error) {
      if (!this.#closed) this.#owner.failed(error);
    } finally {
      this.isMaking = false;
    }
  }

  /** An offer of the other side is being taken: it comes before one that we are making. */
  giveWay() {
    this.#theirs++;
  }

  /** It was taken and answered: what we had proposed is void. */
  answeredTheirs() {
    this.#proposal = null;
    this.#mayOffer = true;
    this.#patience.stop();
    this.#retries = 0;
  }

  /** An answer came. @returns {Promise<boolean>} Whether there is an offer of ours that it can answer. */
  async beforeAnswer() {
    const proposal = this.#proposal;
    this.#proposal = null;
    if (proposal) await this.#pc.setLocalDescription(proposal);
    return this.#pc.signalingState === "have-local-offer";
  }

  /** Our offer was answered, and the answer set. */
  answered() {
    this.#retries = 0;
  }

  /** Nobody will answer an offer of ours: another takes its place. A later one may be answered at any moment and is left alone. */
  again(offer = this.#sent) {
    if (this.#closed || this.#retries >= againMax) return;
    this.#retries++;
    this.#again.start(againMs * this.#retries, () => this.#owner.enqueue(async () => {
      const isPending = this.#proposal !== null || this.#pc.signalingState === "have-local-offer";
      if (!isPending || offer !== this.#sent) return;
      this.#proposal = null;
      await this.make();
    }));
  }

  async #first() {
    if (this.#mayOffer) return;
    this.#mayOffer = true;
    if (this.#pc.signalingState === "stable") await this.make();
  }

  async #set() {
    await this.#pc.setLocalDescription();
    const description = this.#pc.localDescription;
    return description?.type === "offer" ? description.sdp : undefined;
  }

  async #propose() {
    const theirs = this.#theirs;
    const offer = await this.#pc.createOffer();
    // Theirs came meanwhile: it is negotiated first.
    if (theirs !== this.#theirs || this.#pc.signalingState !== "stable") return undefined;
    this.#proposal = offer;
    return offer.sdp;
  }

  /** @param {string} sdp */
  #send(sdp) {
    const offer = ++this.#sent;
    this.#owner.send(sdp).catch((/** @type {SignalingError} */ error) => {
      if (this.#closed) return;
      if (error.retry !== "never") this.again(offer);
      // Other reasons not to be delivered are told by presence, or in glare by the winner's offer.
      else if (error.peerId === undefined) this.#owner.failed(error);
    });
  }
}
