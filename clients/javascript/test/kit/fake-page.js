// The page and its storage, as the test would have them.

export class FakePage {
  /** @type {Record<"wake" | "hide" | "return", Set<() => void>>} */
  #listeners = { wake: new Set(), hide: new Set(), return: new Set() };

  /** @param {() => void} listener */
  onWake = listener => this.#listen("wake", listener);

  /** @param {() => void} listener */
  onHide = listener => this.#listen("hide", listener);

  /** @param {() => void} listener */
  onReturn = listener => this.#listen("return", listener);

  /** @param {"wake" | "hide" | "return"} what */
  happens(what) {
    for (const listener of this.#listeners[what]) listener();
  }

  /**
   * @param {"wake" | "hide" | "return"} what
   * @param {() => void} listener
   */
  #listen(what, listener) {
    this.#listeners[what].add(listener);
    return () => void this.#listeners[what].delete(listener);
  }
}

export class FakeStorage {
  /** @type {Map<string, string>} */
  items = new Map();

  /** @param {string} key */
  getItem = key => this.items.get(key) ?? null;

  /** @param {string} key @param {string} value */
  setItem = (key, value) => void this.items.set(key, value);

  /** @param {string} key */
  removeItem = key => void this.items.delete(key);
}
