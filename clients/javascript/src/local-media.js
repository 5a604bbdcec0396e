// The tracks we send, and their senders in each connection. Who joins later gets the same tracks.

/** @typedef {Map<MediaStreamTrack, RTCRtpSender>} Senders */

export class LocalMedia {
  /** @type {Map<MediaStreamTrack, MediaStream[]>} */
  #tracks = new Map();
  /** @type {Map<RTCPeerConnection, Senders>} */
  #connections = new Map();

  get tracks() {
    return [...this.#tracks.keys()];
  }

  /** @param {RTCPeerConnection} pc */
  attach(pc) {
    /** @type {Senders} */
    const senders = new Map();
    this.#connections.set(pc, senders);
    for (const [track, streams] of this.#tracks) senders.set(track, pc.addTrack(track, ...streams));
  }

  /** @param {RTCPeerConnection} pc */
  detach(pc) {
    this.#connections.delete(pc);
  }

  /**
   * @param {MediaStreamTrack} track
   * @param {MediaStream[]} streams
   */
  add(track, streams) {
    if (this.#tracks.has(track)) return;
    this.#tracks.set(track, streams);
    for (const [pc, senders] of this.#connections) senders.set(track, pc.addTrack(track, ...streams));
  }

  /** @param {MediaStreamTrack} track */
  remove(track) {
    this.#tracks.delete(track);
    for (const [pc, senders] of this.#connections) {
      const sender = senders.get(track);
      senders.delete(track);
      if (sender) pc.removeTrack(sender);
    }
  }

  /**
   * Another track of the same kind takes the place of one, without negotiation.
   * @param {MediaStreamTrack} old
   * @param {MediaStreamTrack} track
   */
  async replace(old, track) {
    const streams = this.#tracks.get(old);
    if (!streams) throw new TypeError("The track to be replaced is not being sent.");
    // In its place in the order, and before anything is awaited: who joins meanwhile gets the new one.
    this.#tracks = new Map([...this.#tracks].map(([key, value]) => (key === old ? [track, value] : [key, value])));
    const replaced = [...this.#connections.values()].map(senders => {
      const sender = senders.get(old);
      senders.delete(old);
      if (!sender) return undefined;
      senders.set(track, sender);
      return sender.replaceTrack(track);
    });
    await Promise.all(replaced);
  }
}
