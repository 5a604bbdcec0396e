// The connection to one remote page: an RTCPeerConnection with everything that keeps it going.

import { Channels } from "./channels.js";
import { IceRepair } from "./ice-repair.js";
import { Negotiator } from "./negotiator.js";
import { RemoteMedia } from "./remote-media.js";
import { routeOf } from "./route.js";

/** @import { Peer, Relayed } from "./types.js" */
/** @import { CallParts } from "./call-types.js" */

export class PeerLink {
  #parts;
  #negotiator;
  #repair;
  #media;
  #channels;

  /**
   * @internal
   * @param {CallParts} parts
   * @param {Peer} peer
   */
  constructor(parts, peer) {
    const { room, platform, events, label } = parts;
    this.#parts = parts;
    /** @readonly */
    this.peerId = peer.peerId;
    /** @readonly */
    this.instance = peer.instance;
    /** @readonly */
    this.polite = peer.polite;
    /** The connection itself: for statistics and the like. @readonly */
    this.pc = new parts.RTCPeerConnection(parts.configuration());
    const { peerId, pc } = this;
    const to = { targetInstance: peer.instance, connection: label };
    this.#negotiator = new Negotiator(pc, peer.polite, platform, {
      offer: sdp => room.offer(peerId, sdp, to),
      answer: (sdp, negotiation) => room.answer(peerId, sdp, { ...to, negotiation }),
      candidate: (candidate, ufrag) => void room.candidate(peerId, candidate, { ...to, ufrag }),
      applied: (fromSeq, error) => room.applied(peerId, fromSeq, { error, connection: label }),
      failed: error => events.emit("error", { peerId, error }),
    });
    this.#repair = new IceRepair(pc, peer.polite, platform, () => this.#canSignal);
    this.#media = new RemoteMedia({
      track: ({ track, receiver, transceiver }, streams) => events.emit("track", { peerId, track, streams, receiver, transceiver }),
      stream: stream => events.emit("stream", { peerId, stream }),
      streamGone: stream => events.emit("stream-gone", { peerId, stream }),
    });
    this.#channels = new Channels(pc, parts.channels, {
      opened: (channelLabel, channel) => events.emit("channel", { peerId, label: channelLabel, channel }),
      received: (channelLabel, data) => events.emit("data", { peerId, label: channelLabel, data }),
    });
    pc.ontrack = event => this.#media.received(event);
    pc.onconnectionstatechange = () => this.#stateChanged();
    parts.media.attach(pc);
    if (peer.suspended) this.away();
  }

  get connectionState() {
    return this.pc.connectionState;
  }

  /** @returns {ReadonlySet<MediaStream>} */
  get streams() {
    return this.#media.streams;
  }

  /** @param {string} label @returns {RTCDataChannel | undefined} */
  channel(label) {
    return this.#channels.byLabel.get(label);
  }

  /** @internal @param {string} label @param {string | ArrayBuffer} data */
  send(label, data) {
    return this.#channels.send(label, data);
  }

  /** @internal @param {Relayed} message */
  handle(message) {
    if (message.type !== "applied") this.#negotiator.handle(message);
    else if (message.error !== undefined) this.#negotiator.rejected(message.error);
  }

  /** @internal The peer lost its signaling connection; what flows between us may flow on. */
  away() {
    this.#negotiator.hold();
  }

  /** @internal The peer, or our own signaling, is back. */
  back() {
    if (!this.#canSignal) return;
    this.#negotiator.wait();
    this.#repair.retry();
  }

  /** @internal */
  reconfigure() {
    try {
      this.pc.setConfiguration(this.#parts.configuration());
    } catch (error) {
      this.#parts.events.emit("error", { peerId: this.peerId, error });
    }
  }

  /** @internal */
  close() {
    this.#negotiator.close();
    this.#repair.close();
    this.#parts.media.detach(this.pc);
    this.pc.ontrack = this.pc.onconnectionstatechange = null;
    this.pc.close();
  }

  get #canSignal() {
    const { room } = this.#parts;
    return room.state === "joined" && room.peers.get(this.peerId)?.suspended === false;
  }

  async #reportRoute() {
    const route = await routeOf(this.pc).catch(() => null); // a browser that does not say: nothing to report
    if (route && this.pc.connectionState === "connected") this.#parts.room.report(this.peerId, "connected", route, this.#parts.label);
  }

  #stateChanged() {
    const { peerId } = this;
    const state = this.pc.connectionState;
    this.#repair.changed();
    this.#parts.room.report(peerId, state, undefined, this.#parts.label);
    this.#parts.events.emit("connectionstate", { peerId, state });
    if (state === "connected") void this.#reportRoute();
  }
}
