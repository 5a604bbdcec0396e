// Typed events. A listener that throws is reported like any uncaught error and stops nobody else.

/**
 * @template {object} Events Event name to what its listeners get.
 */
export class Emitter {
  /** @type {Map<string, Set<(event: any) => void>>} */
  #listeners = new Map();

  /**
   * Calls the listener on each such event. Returns what takes it off again.
   * @template {keyof Events & string} K
   * @param {K} type
   * @param {(event: Events[K]) => void} listener
   * @returns {() => void}
   */
  on(type, listener) {
    let listeners = this.#listeners.get(type);
    if (!listeners) this.#listeners.set(type, (listeners = new Set()));
    listeners.add(listener);
    return () => this.off(type, listener);
  }

  /**
   * Calls the listener on the next such event only.
   * @template {keyof Events & string} K
   * @param {K} type
   * @param {(event: Events[K]) => void} listener
   * @returns {() => void}
   */
  once(type, listener) {
    const off = this.on(type, event => {
      off();
      listener(event);
    });
    return off;
  }

  /**
   * @template {keyof Events & string} K
   * @param {K} type
   * @param {(event: Events[K]) => void} listener
   */
  off(type, listener) {
    this.#listeners.get(type)?.delete(listener);
  }

  /**
   * @internal
   * @param {keyof Events & string} type
   * @returns {boolean}
   */
  hasListeners(type) {
    return (this.#listeners.get(type)?.size ?? 0) > 0;
  }

  /**
   * @internal
   * @template {keyof Events & string} K
   * @param {K} type
   * @param {Events[K]} event
   */
  emit(type, event) {
    for (const listener of [...(this.#listeners.get(type) ?? [])]) {
      try {
        listener(event);
      } catch (error) {
        queueMicrotask(() => { throw error; });
      }
    }
  }
}
