// Who else is in the room, as far as the server told. Presence in, events out; a list that is the whole truth becomes the
// events that lead to it.

import { Timer } from "./timer.js";

/** @import { Emitter } from "./emitter.js" */
/** @import { Message, Peer, RoomEvents } from "./types.js" */
/** @import { Platform } from "./platform.js" */

const marginMs = 5_000; // the server's word on who is missing comes first

export class Roster {
  /** @type {Map<string, Peer>} */
  peers = new Map();
  #events;
  #settling;

  /**
   * @param {Platform} platform
   * @param {Emitter<RoomEvents>} events
   */
  constructor(platform, events) {
    this.#events = events;
    this.#settling = new Timer(platform);
  }

  /**
   * The whole truth.
   * @param {Message[]} list
   * @param {number} settlingMs While a lost room fills again, who is missing is only away. 0: who is missing has left.
   * @param {boolean} existing These were there before us.
   */
  replace(list, settlingMs, existing) {
    this.#settling.stop();
    const present = new Set(list.map(entry => entry.peerId));
    const missing = [...this.peers.values()].filter(peer => !present.has(peer.peerId));
    if (settlingMs > 0) {
      missing.forEach(peer => this.suspended(peer));
      if (missing.length > 0) this.#settling.start(settlingMs + marginMs, () => this.#giveUp(missing));
    } else {
      missing.forEach(peer => this.left(peer, "window-ended"));
    }
    list.forEach(entry => this.joined(entry, existing));
  }

  /** All leave, in our view: our own session is over. @param {string} reason */
  clear(reason) {
    this.#settling.stop();
    for (const peer of [...this.peers.values()]) this.left(peer, reason);
  }

  /**
   * A peer is there. One that we know already comes again after its room was lost.
   * @param {Message | Peer} entry
   * @param {boolean} [existing]
   */
  joined(entry, existing = false) {
    const known = this.peers.get(entry.peerId);
    const peer = toPeer(entry);
    if (!known) {
      this.peers.set(peer.peerId, peer);
      this.#events.emit("peer-joined", { ...peer, existing });
    } else if (known.instance !== peer.instance) {
      this.reset(peer);
    } else {
      if (known.suspended !== peer.suspended) this.#change(peer, peer.suspended ? "peer-suspended" : "peer-resumed");
      if (known.polite !== peer.polite || !same(known.data, peer.data)) this.#change(peer, "peer-updated");
    }
  }

  /** @param {Message | Peer} entry */
  reset(entry) {
    this.#change(toPeer(entry), "peer-reset");
  }

  /** @param {Message | Peer} entry */
  updated(entry) {
    const known = this.peers.get(entry.peerId);
    this.#change({ ...toPeer(entry), suspended: known?.suspended ?? false }, "peer-updated");
  }

  /** @param {Message | Peer} entry */
  suspended(entry) {
    if (this.peers.get(entry.peerId)?.suspended) return;
    this.#change({ ...this.#merged(entry), suspended: true }, "peer-suspended");
  }

  /** @param {Message | Peer} entry */
  resumed(entry) {
    if (this.peers.get(entry.peerId)?.suspended === false) return;
    this.#change({ ...this.#merged(entry), suspended: false }, "peer-resumed");
  }

  /**
   * @param {Message | Peer} entry
   * @param {string} reason
   */
  left(entry, reason) {
    const known = this.peers.get(entry.peerId);
    if (!known) return;
    this.peers.delete(entry.peerId);
    this.#events.emit("peer-left", { ...known, reason });
  }

  /** @param {Peer[]} missing */
  #giveUp(missing) {
    for (const peer of missing) {
      const now = this.peers.get(peer.peerId);
      if (now?.suspended && now.instance === peer.instance) this.left(now, "window-ended");
    }
  }

  // A presence event need not repeat what has not changed.
  /** @param {Message | Peer} entry */
  #merged(entry) {
    const known = this.peers.get(entry.peerId);
    return known && known.instance === entry.instance && entry.data === undefined ? { ...known } : toPeer(entry);
  }

  /**
   * @param {Peer} peer
   * @param {"peer-updated" | "peer-suspended" | "peer-resumed" | "peer-reset"} event
   */
  #change(peer, event) {
    const unknown = !this.peers.has(peer.peerId);
    this.peers.set(peer.peerId, peer);
    if (unknown) this.#events.emit("peer-joined", { ...peer, existing: false });
    else this.#events.emit(event, { ...peer });
  }
}

/** @param {Message | Peer} entry @returns {Peer} */
function toPeer(entry) {
  const { peerId, instance, polite, data, suspended } = entry;
  return { peerId, instance, polite: polite === true, data, suspended: suspended === true };
}

/** @param {any} a @param {any} b */
function same(a, b) {
  return JSON.stringify(a) === JSON.stringify(b);
}
