// Which messages of the others we have had. A candidate held by the server may come after a later number, so the highest
// number is not enough: the last 1,024 of each sender's instance are remembered.

const numbersPerInstance = 1_024;
const instancesMax = 1_024;

export class NumberWindow {
  /** @type {Map<string, Set<number>>} Instances in the order they were last heard; numbers in the order they came. */
  #instances = new Map();

  /**
   * Notes a message and tells whether it is the first time.
   * @param {string} peerId
   * @param {string} instance
   * @param {number} number
   */
  isNew(peerId, instance, number) {
    const key = JSON.stringify([peerId, instance]);
    const numbers = this.#instances.get(key) ?? new Set();
    if (numbers.has(number)) return false;
    this.#instances.delete(key);
    this.#instances.set(key, numbers);
    numbers.add(number);
    dropOldest(numbers, numbersPerInstance);
    dropOldest(this.#instances, instancesMax);
    return true;
  }
}

/**
 * @param {Map<any, any> | Set<any>} collection
 * @param {number} sizeMax
 */
function dropOldest(collection, sizeMax) {
  if (collection.size <= sizeMax) return;
  collection.delete(collection.keys().next().value);
}
