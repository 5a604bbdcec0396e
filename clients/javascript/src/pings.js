// A pong proves that everything sent before its ping was handled, and that everything the server had said by then is here.

export class Pings {
  #send;
  /** @type {(() => void)[]} In the order the pings went out. */
  #waiting = [];

  /** @param {() => boolean} send */
  constructor(send) {
    this.#send = send;
  }

  /** @param {() => void} [proven] Called with the pong; never, if the socket dies before. */
  ask(proven = () => {}) {
    if (this.#send()) this.#waiting.push(proven);
  }

  answered() {
    this.#waiting.shift()?.();
  }

  /** A new socket: what was asked on the one before is not answered any more. */
  restart() {
    this.#waiting = [];
  }
}
