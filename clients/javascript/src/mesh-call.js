import { Emitter } from "./emitter.js";
import { LocalMedia } from "./local-media.js";
import { PeerLink } from "./peer-link.js";
import { platformWith } from "./platform.js";

/** @import { CallEvents, CallOptions, CallParts } from "./call-types.js" */
/** @import { Peer, Relayed } from "./types.js" */
/** @import { Room } from "./room.js" */

/**
 * A call among all peers of a room, each connected to each. It can be made before or after the room is joined.
 * @extends {Emitter<CallEvents>}
 */
export class MeshCall extends Emitter {
  #room;
  #media = new LocalMedia();
  /** @type {Map<string, PeerLink>} */
  #links = new Map();
  /** @type {CallParts} */
  #parts;
  /** @type {(() => void)[]} */
  #offs = [];

  /**
   * @param {Room} room
   * @param {CallOptions} [options]
   */
  constructor(room, options = {}) {
    super();
    this.#room = room;
    const { rtcConfiguration, channels = ["chat"], label } = options;
    this.#parts = {
      room,
      label,
      channels,
      events: this,
      media: this.#media,
      platform: platformWith(options.platform),
      RTCPeerConnection: options.RTCPeerConnection ?? globalThis.RTCPeerConnection,
      configuration: () => ({ ...rtcConfiguration, iceServers: [...(rtcConfiguration?.iceServers ?? []), ...room.iceServers] }),
    };
    if (options.stream) this.addStream(options.stream);
    this.#listen();
    for (const peer of room.peers.values()) this.#connect(peer);
  }

  /** The connections, by peerId. @returns {ReadonlyMap<string, PeerLink>} */
  get peers() {
    return this.#links;
  }

  /** The tracks that are being sent. @returns {MediaStreamTrack[]} */
  get tracks() {
    return this.#media.tracks;
  }

  /** Sends all tracks of a stream to everybody. @param {MediaStream} stream */
  addStream(stream) {
    for (const track of stream.getTracks()) this.addTrack(track, stream);
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {...MediaStream} streams
   */
  addTrack(track, ...streams) {
    this.#media.add(track, streams);
  }

  /** @param {MediaStreamTrack} track */
  removeTrack(track) {
    this.#media.remove(track);
  }

  /**
   * Sends another track of the same kind in place of one: the screen instead of the camera. Nothing is negotiated.
   * @param {MediaStreamTrack} old
   * @param {MediaStreamTrack} track
   */
  replaceTrack(old, track) {
    return this.#media.replace(old, track);
  }

  /**
   * Sends through a data channel, to one peer or to all.
   * @param {string | ArrayBuffer} data
   * @param {{ to?: string, label?: string }} [options] `label` is by default that of the first channel.
   * @returns {string[]} The peerIds whose channel was open.
   */
  send(data, { to, label = this.#parts.channels[0] } = {}) {
    const links = [...this.#links.values()].filter(link => to === undefined || link.peerId === to);
    return links.filter(link => link.send(label, data)).map(link => link.peerId);
  }

  /** Ends all connections. The room stays joined, and tracks go on. */
  close() {
    for (const off of this.#offs.splice(0)) off();
    for (const peerId of [...this.#links.keys()]) this.#disconnect(peerId, "closed");
  }

  #listen() {
    const room = this.#room;
    /** @param {Relayed} message */
    const relay = message => this.#relayed(message);
    this.#offs = [
      room.on("peer-joined", peer => this.#connect(peer)),
      room.on("peer-reset", peer => {
        this.#disconnect(peer.peerId, "reset");
        this.#connect(peer);
      }),
      room.on("peer-left", peer => this.#disconnect(peer.peerId, "left")),
      room.on("peer-suspended", peer => this.#links.get(peer.peerId)?.away()),
      room.on("peer-resumed", peer => this.#links.get(peer.peerId)?.back()),
      room.on("ice-servers", () => this.#links.forEach(link => link.reconfigure())),
      room.on("state", ({ state }) => {
        if (state === "joined") this.#links.forEach(link => link.back());
        if (state === "closed") this.close();
      }),
      room.on("answer", relay),
      room.on("ice-candidate", relay),
      room.on("applied", relay),
      room.on("offer", relay),
    ];
  }

  /** @param {Peer} peer */
  #connect(peer) {
    const { peerId, instance } = peer;
    if (this.#links.get(peerId)?.instance === instance) return;
    this.#disconnect(peerId, "reset");
    try {
      this.#links.set(peerId, new PeerLink(this.#parts, peer));
      this.emit("peer", { peerId });
    } catch (error) {
      this.emit("error", { peerId, error });
    }
  }

  /**
   * @param {string} peerId
   * @param {"left" | "reset" | "closed"} reason
   */
  #disconnect(peerId, reason) {
    const link = this.#links.get(peerId);
    if (!link) return;
    this.#links.delete(peerId);
    link.close();
    this.emit("peer-gone", { peerId, reason });
  }

  /** @param {Relayed} message */
  #relayed(message) {
    const link = this.#links.get(message.fromPeerId);
    const isOurs = message.connection === this.#parts.label;
    if (link?.instance === message.instance && isOurs) link.handle(message);
  }
}
