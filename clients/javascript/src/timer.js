/** One timer that can be started again and stopped. Stopped or run, it is not running. */
export class Timer {
  #platform;
  /** @type {any} */
  #handle = null;

  /** @param {import("./platform.js").Platform} platform */
  constructor(platform) {
    this.#platform = platform;
  }

  get isRunning() {
    return this.#handle !== null;
  }

  /**
   * @param {number} ms
   * @param {() => void} run
   */
  start(ms, run) {
    this.stop();
    this.#handle = this.#platform.setTimeout(() => {
      this.#handle = null;
      run();
    }, ms);
  }

  stop() {
    if (this.#handle !== null) this.#platform.clearTimeout(this.#handle);
    this.#handle = null;
  }
}
