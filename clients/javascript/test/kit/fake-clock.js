// Time that passes only when a test says so.

export class FakeClock {
  #now = 0;
  #ids = 0;
  /** @type {Map<number, { at: number, run: () => void }>} */
  #timers = new Map();

  now = () => this.#now;

  /** @param {() => void} run @param {number} ms */
  setTimeout = (run, ms) => {
    this.#timers.set(++this.#ids, { at: this.#now + Math.max(0, ms), run });
    return this.#ids;
  };

  /** @param {number} id */
  clearTimeout = id => void this.#timers.delete(id);

  /** Lets time pass, and everything that is due happen in its order. @param {number} ms */
  async advance(ms) {
    const until = this.#now + ms;
    await settle();
    for (let next = this.#next(until); next; next = this.#next(until)) {
      const [id, { at, run }] = next;
      this.#timers.delete(id);
      this.#now = at;
      run();
      await settle();
    }
    this.#now = until;
  }

  /** @param {number} until */
  #next(until) {
    return [...this.#timers].filter(([, { at }]) => at <= until).sort(([a, x], [b, y]) => x.at - y.at || a - b)[0];
  }
}

/** Lets promises that wait for nothing but each other run out. */
export async function settle() {
  for (let turn = 0; turn < 50; turn++) await Promise.resolve();
}
