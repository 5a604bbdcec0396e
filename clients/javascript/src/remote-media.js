// The streams of one remote peer: each is told when its first track comes and when its last one goes.

/**
 * @typedef {object} RemoteMediaOwner
 * @property {(event: RTCTrackEvent, streams: readonly MediaStream[]) => void} track
 * @property {(stream: MediaStream) => void} stream
 * @property {(stream: MediaStream) => void} streamGone
 */

export class RemoteMedia {
  /** @type {Set<MediaStream>} */
  streams = new Set();
  #owner;
  /** @type {MediaStream | null} For tracks that belong to none. */
  #own = null;

  /** @param {RemoteMediaOwner} owner */
  constructor(owner) {
    this.#owner = owner;
  }

  /** @param {RTCTrackEvent} event */
  received(event) {
    const streams = event.streams.length > 0 ? event.streams : [this.#adopt(event.track)];
    this.#owner.track(event, streams);
    for (const stream of streams) this.#noticed(stream);
  }

  /** @param {MediaStream} stream */
  #noticed(stream) {
    if (this.streams.has(stream)) return;
    this.streams.add(stream);
    const ended = () => {
      if (stream.getTracks().length > 0) return;
      stream.removeEventListener("removetrack", ended);
      if (this.streams.delete(stream)) this.#owner.streamGone(stream);
    };
    stream.addEventListener("removetrack", ended);
    this.#owner.stream(stream);
  }

  /** @param {MediaStreamTrack} track */
  #adopt(track) {
    this.#own ??= new MediaStream();
    this.#own.addTrack(track);
    return this.#own;
  }
}
