// One WebSocket: text in, messages out, and exactly one end, also when the network never answers the close.

/** @import { Platform } from "./platform.js" */
/** @import { Message } from "./types.js" */

/**
 * @typedef {object} SocketOwner
 * @property {(socket: Socket) => void} opened
 * @property {(socket: Socket, message: Message, text: string) => void} received
 * @property {(direction: "in" | "out", text: string) => void} frame Each message as it passes.
 * @property {(socket: Socket, code: number) => void} ended Not called after {@link Socket.close}.
 */

export class Socket {
  #webSocket;
  #owner;
  #ended = false;

  /**
   * @param {Platform} platform
   * @param {string} url
   * @param {SocketOwner} owner
   */
  constructor(platform, url, owner) {
    this.#owner = owner;
    this.#webSocket = new platform.WebSocket(url, ["signaling.v1"]);
    this.#webSocket.onopen = () => {
      if (!this.#ended) owner.opened(this);
    };
    this.#webSocket.onmessage = event => this.#received(event.data);
    this.#webSocket.onclose = event => this.#end(event.code);
  }

  get isOpen() {
    return !this.#ended && this.#webSocket.readyState === 1;
  }

  /**
   * @param {string} text
   * @returns {boolean} Whether it was handed to the browser.
   */
  send(text) {
    if (!this.isOpen) return false;
    this.#webSocket.send(text);
    this.#owner.frame("out", text);
    return true;
  }

  /**
   * Ends it from our side; the owner hears nothing of it any more.
   * @param {number} code
   */
  close(code) {
    if (this.#ended) return;
    this.#ended = true;
    this.#webSocket.close(code);
  }

  /** @param {unknown} data */
  #received(data) {
    if (this.#ended) return;
    const message = typeof data === "string" ? parse(data) : null;
    if (!message) return this.#fail();
    const text = /** @type {string} */ (data);
    this.#owner.frame("in", text);
    this.#owner.received(this, message, text);
  }

  // What cannot be read is never skipped: a number may have been in it. The resume brings it again.
  #fail() {
    this.#webSocket.close(4000);
    this.#end(4000);
  }

  /** @param {number} code */
  #end(code) {
    if (this.#ended) return;
    this.#ended = true;
    this.#owner.ended(this, code);
  }
}

/**
 * @param {string} text
 * @returns {Message | null}
 */
function parse(text) {
  try {
    const value = JSON.parse(text);
    return typeof value?.type === "string" ? value : null;
  } catch {
    return null;
  }
}
