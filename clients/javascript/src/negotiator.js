// Perfect negotiation for one connection (W3C WebRTC, section 10.7), with what the server adds: roles, numbers, receipts, and
// candidates that never precede their description. What comes is handled one after the other, so that descriptions and
// candidates apply in the order they came.

import { Offers } from "./offers.js";
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

const answerAgainMs = 1_500;
const answersAgainMax = 3;

export class Negotiator {
  #pc;
  #polite;
  #owner;
  #offers;
  #answers = 0;
  #answerAgain;
  #chain = Promise.resolve();
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
    this.#answerAgain = new Timer(platform);
    this.#offers = new Offers(pc, polite, platform, {
      send: sdp => owner.offer(sdp),
      enqueue: step => this.#enqueue(step),
      failed: error => owner.failed(error),
    });
    pc.onnegotiationneeded = () => void this.#offers.make();
    pc.onicecandidate = ({ candidate }) => this.#gathered(candidate);
  }

  /** The other side is there: its first offer should come soon. */
  wait() {
    this.#offers.wait();
  }

  /** The other side is away. */
  hold() {
    this.#offers.hold();
  }

  /** @param {Relayed} message An offer, an answer or a candidate. */
  handle(message) {
    this.#enqueue(() => (message.type === "ice-candidate" ? this.#candidate(message) : this.#description(message)));
  }

  /** The other side could not apply what we sent. @param {unknown} error */
  rejected(error) {
    this.#owner.failed(error);
    this.#offers.again();
  }

  close() {
    this.#closed = true;
    this.#offers.close();
    this.#answerAgain.stop();
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

  /** @param {Relayed} message */
  async #description(message) {
    const isStable = this.#pc.signalingState === "stable" || this.#isSettingRemoteAnswerPending;
    const offerCollision = message.type === "offer" && (this.#offers.isMaking || !isStable);
    this.#ignoreOffer = !this.#polite && offerCollision;
    if (this.#ignoreOffer) return;
    if (message.type === "offer") await this.#theirOffer(message);
    else await this.#theirAnswer(message);
  }

  /** @param {Relayed} message */
  async #theirOffer(message) {
    this.#offers.giveWay();
    await this.#applyRemote(message);
    if (this.#closed) return;
    await this.#pc.setLocalDescription();
    this.#offers.answeredTheirs();
    const answer = this.#pc.localDescription;
    if (answer) this.#answer(answer.sdp, message.negotiation, ++this.#answers);
  }

  /**
   * Without an answer the other side waits for ever: one that did not arrive is sent again, unless it is out of date.
   * @param {string} sdp
   * @param {number | undefined} negotiation
   * @param {number} answer Which one this is.
   * @param {number} [attempt]
   */
  #answer(sdp, negotiation, answer, attempt = 1) {
    this.#owner.answer(sdp, negotiation).catch((/** @type {SignalingError} */ error) => {
      if (error.retry === "never" || attempt > answersAgainMax) return;
      this.#answerAgain.start(answerAgainMs * attempt, () => {
        if (!this.#closed && answer === this.#answers) this.#answer(sdp, negotiation, answer, attempt + 1);
      });
    });
  }

  /** @param {Relayed} message */
  async #theirAnswer(message) {
    this.#isSettingRemoteAnswerPending = true;
    try {
      // One to an offer that was given up is dropped.
      if (!await this.#offers.beforeAnswer()) return;
      await this.#applyRemote(message);
      this.#offers.answered();
    } catch (error) {
      this.#offers.again();
      throw error;
    } finally {
      this.#isSettingRemoteAnswerPending = false;
    }
  }

  /** @param {Relayed} message */
  async #applyRemote(message) {
    try {
      await this.#pc.setRemoteDescription(toDescription(message));
      this.#owner.applied(message.fromSeq);
    } catch (error) {
      this.#owner.applied(message.fromSeq, String(error));
      throw error;
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
