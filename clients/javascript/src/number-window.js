// Which messages of the others we have had. A candidate held by the server may come after a later number, so the highest
// number is not enough: the last 1,024 of each sender's instance are remembered.

const numbersPerInstance = 1_024;
const instancesMax = 1_024;

export class NumberWindow {
  /** @type {Map<string, { numbers: Set<number>, highest: number }>} Instances in the order they were last heard; numbers in the order they came. */
  #instances = new Map();

  /**
   * Notes a message and tells whether it is new. Late is one that comes for the first time, but after a later number.
   * @param {string} peerId
   * @param {string} instance
   * @param {number} number
   * @returns {"new" | "late" | "repeat"}
   */
  note(peerId, instance, number) {
    const key = JSON.stringify([peerId, instance]);
    const had = this.#instances.get(key) ?? { numbers: new Set(), highest: 0 };
    if (had.numbers.has(number)) return "repeat";
    this.#instances.delete(key);
    this.#instances.set(key, had);
    had.numbers.add(number);
    dropOldest(had.numbers, numbersPerInstance);
    dropOldest(this.#instances, instancesMax);
    if (number < had.highest) return "late";
    had.highest = number;
    return "new";
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
