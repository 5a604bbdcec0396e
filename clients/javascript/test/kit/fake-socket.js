// A WebSocket whose other end is the test.

/** @typedef {import("../../src/types.js").Message} Message */

export class FakeSocket {
  readyState = 0;
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: { data: unknown }) => void) | null} */
  onmessage = null;
  /** @type {((event: { code: number }) => void) | null} */
  onclose = null;
  /** @type {Message[]} */
  sent = [];
  /** @type {number | null} The code of a close from the client's side. */
  closedWith = null;

  /** @param {string} url @param {string[]} [protocols] */
  constructor(url, protocols = []) {
    this.url = url;
    this.protocols = protocols;
  }

  /** @param {string} text */
  send(text) {
    if (this.readyState !== 1) throw new Error("The socket is not open.");
    this.sent.push(JSON.parse(text));
  }

  /** @param {number} [code] */
  close(code = 1005) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.closedWith = code;
  }

  // The other end.

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  /** @param {...Message} messages */
  say(...messages) {
    for (const message of messages) this.onmessage?.({ data: JSON.stringify(message) });
  }

  /** @param {unknown} data */
  sayRaw(data) {
    this.onmessage?.({ data });
  }

  /** @param {number} [code] */
  drop(code = 1006) {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.onclose?.({ code });
  }

  /** What was sent of one type. @param {string} type */
  of(type) {
    return this.sent.filter(message => message.type === type);
  }

  /** Forgets what was sent so far, and returns it. */
  take() {
    return this.sent.splice(0);
  }
}
