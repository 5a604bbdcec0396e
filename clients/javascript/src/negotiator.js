// Perfect negotiation for one connection (W3C WebRTC, section 10.7), with what the server adds: roles, numbers, receipts, and
// candidates that never precede their description. What comes is handled one after the other, so that descriptions and
// candidates apply in the order they came.

import { Timer } from "./timer.js";
import { isNamed, toCandidate, toDescription, ufragOf } from "./descriptions.js";

/** @import { Platform } from "./platform.js" */
/** @import { SignalingError } from "./errors.js" */
/** @import { Receipt, Relayed } from "./types.js" */

/**
 * @typedef {object} NegotiatorOwner
 * @property {(sdp: string) => Promise<Receipt>} offer
 * @property {(sdp: string, negotiation: number | undefined) => Promise<Receipt>} answer
 * @property {(candidate: RTCIceCandidateInit | null, ufrag: string | undefined) => void} candidate
 * @property {(fromSeq: number, error?: string) => void} applied
 * @property {(error: unknown) => void} failed
 */

const patienceMs = 8_000; // for the first offer of the impolite side
const reofferMs = 1_500;
const reoffersMax = 3;
const reofferCodes = new Set(["expired", "receiver-busy"]);

export class Negotiator {
  #pc;
  #polite;
  #owner;
  #patience;
  #reoffer;
  #offers = 0;
  #reoffers = 0;
  #chain = Promise.resolve();
  #mayOffer;
  #makingOffer = false;
  #ignoreOffer = false;
  #isSettingRemoteAnswerPending = false;
  #closed = false;

  /**
   * @param {RTCPeerConnection} pc
   * @param {boolean} polite
   * @param {Platform} platform
   * @param {NegotiatorOwner} owner
   */
  constructor(pc, polite, platform, owner) {
    this.#pc = pc;
    this.#polite = polite;
    this.#owner = owner;
    this.#mayOffer = !polite;
    this.#patience = new Timer(platform);
    this.#reoffer = new Timer(platform);
    pc.onnegotiationneeded = () => void this.#offer();
    pc.onicecandidate = ({ candidate }) => this.#gathered(candidate);
    this.wait();
  }

  /**
   * The impolite side makes the first offer, so that first contacts do not collide. One that never does is not waited for
   * for ever.
   */
  wait() {
    if (!this.#mayOffer) this.#patience.start(patienceMs, () => this.#enqueue(() => this.#offerFirst()));
  }

  /** The other side is away: it cannot offer. */
  hold() {
    this.#patience.stop();
  }

  /** @param {Relayed} message An offer, an answer or a candidate. */
  handle(message) {
    this.#enqueue(() => (message.type === "ice-candidate" ? this.#candidate(message) : this.#description(message)));
  }

  /** The other side could not apply what we sent. @param {unknown} error */
  rejected(error) {
    this.#owner.failed(error);
    this.#offerAgain();
  }

  close() {
    this.#closed = true;
    this.#patience.stop();
    this.#reoffer.stop();
    this.#pc.onnegotiationneeded = this.#pc.onicecandidate = null;
  }

  /** @param {() => Promise<void>} step */
  #enqueue(step) {
    this.#chain = this.#chain.then(async () => {
      if (!this.#closed) await step();
    }).catch(error => {
      if (!this.#closed) this.#owner.failed(error);
    });
  }

  async #offer() {
    if (!this.#mayOffer || this.#closed) return;
    try {
      this.#makingOffer = true;
      await this.#pc.setLocalDescription();
      const description = this.#pc.localDescription;
      if (!this.#closed && description?.type === "offer") this.#sent(this.#owner.offer(description.sdp));
    } catch (error) {
      if (!this.#closed) this.#owner.failed(error);
    } finally {
      this.#makingOffer = false;
    }
  }

  async #offerFirst() {
    if (this.#mayOffer) return;
    this.#mayOffer = true;
    if (this.#pc.signalingState === "stable") await this.#offer();
  }

  /** @param {Promise<Receipt>} receipt */
  #sent(receipt) {
    const offer = ++this.#offers;
    receipt.catch((/** @type {SignalingError} */ error) => {
      if (this.#closed) return;
      if (reofferCodes.has(error.code)) this.#offerAgain(offer);
      // Other reasons not to be delivered are told by presence, or in glare by the winner's offer.
      else if (error.peerId === undefined) this.#owner.failed(error);
    });
  }

  // An offer that nobody will answer is taken back; the browser then finds that negotiation is needed, and asks for another.
  // A later offer may be answered at any moment and is left alone.
  #offerAgain(offer = this.#offers) {
    if (this.#closed || this.#reoffers >= reoffersMax) return;
    this.#reoffers++;
    this.#reoffer.start(reofferMs * this.#reoffers, () => this.#enqueue(async () => {
      const isPending = this.#pc.signalingState === "have-local-offer" && offer === this.#offers;
      if (isPending) await this.#pc.setLocalDescription({ type: "rollback" });
    }));
  }

  /** @param {Relayed} message */
  async #description(message) {
    const pc = this.#pc;
    const description = toDescription(message);
    const isStable = pc.signalingState === "stable" || this.#isSettingRemoteAnswerPending;
    const offerCollision = description.type === "offer" && (this.#makingOffer || !isStable);
    this.#ignoreOffer = !this.#polite && offerCollision;
    if (this.#ignoreOffer) return;
    if (description.type === "answer" && pc.signalingState !== "have-local-offer") return; // to an offer that was taken back
    await this.#applyRemote(message.fromSeq, description);
    if (this.#closed || description.type !== "offer") return;
    await pc.setLocalDescription();
    this.#mayOffer = true;
    this.#patience.stop();
    if (pc.localDescription) this.#owner.answer(pc.localDescription.sdp, message.negotiation).catch(() => {});
  }

  /**
   * @param {number} fromSeq
   * @param {RTCSessionDescriptionInit} description
   */
  async #applyRemote(fromSeq, description) {
    try {
      this.#isSettingRemoteAnswerPending = description.type === "answer";
      await this.#pc.setRemoteDescription(description);
      this.#reoffers = 0;
      this.#owner.applied(fromSeq);
    } catch (error) {
      this.#owner.applied(fromSeq, String(error));
      if (description.type === "answer") this.#offerAgain();
      throw error;
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
  }

  /** @param {Relayed} message */
  async #candidate(message) {
    const { currentRemoteDescription, pendingRemoteDescription } = this.#pc;
    const candidate = toCandidate(message);
    const ufrag = candidate.usernameFragment;
    // A generation that is gone, or that we never took: the browser would only raise an error.
    if (!currentRemoteDescription && !pendingRemoteDescription) return;
    if (ufrag && !isNamed(ufrag, [currentRemoteDescription, pendingRemoteDescription])) return;
    try {
      await this.#pc.addIceCandidate(candidate);
    } catch (error) {
      if (!this.#ignoreOffer && candidate.candidate) throw error;
    }
  }

  // An empty candidate ends one m-section, null ends the generation: only that is worth telling.
  /** @param {RTCIceCandidate | null} candidate */
  #gathered(candidate) {
    if (candidate === null) this.#owner.candidate(null, ufragOf(this.#pc.localDescription));
    else if (candidate.candidate !== "") this.#owner.candidate(candidate.toJSON(), undefined);
  }
}
