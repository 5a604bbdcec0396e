// All people in the call, as large as they fit.

import { byId } from "./dom.js";
import { Tile } from "./tile.js";

const gapPx = 10;
const aspectMin = 0.72;
const aspectMax = 1.78;

export class Stage {
  /** @type {Map<string, Tile>} */
  #tiles = new Map();
  #root = byId("stage");
  #onBlocked;
  #watcher = new ResizeObserver(() => this.#layOut());

  /** @param {{ onBlocked: () => void }} options */
  constructor({ onBlocked }) {
    this.#onBlocked = onBlocked;
    this.#watcher.observe(this.#root);
  }

  /** @param {string} id @param {{ isOwn?: boolean }} [options] @returns {Tile} */
  add(id, options = {}) {
    const tile = new Tile({ ...options, onBlocked: this.#onBlocked });
    this.remove(id);
    this.#tiles.set(id, tile);
    tile.element.dataset.peer = id;
    this.#root.insertBefore(tile.element, byId("alone"));
    this.#layOut();
    return tile;
  }

  get(id) {
    return this.#tiles.get(id);
  }

  remove(id) {
    this.#tiles.get(id)?.element.remove();
    this.#tiles.delete(id);
    this.#layOut();
  }

  playAll() {
    for (const tile of this.#tiles.values()) tile.play();
  }

  close() {
    this.#watcher.disconnect();
    for (const id of [...this.#tiles.keys()]) this.remove(id);
  }

  #layOut() {
    const isAlone = this.#tiles.size <= 1;
    byId("alone").hidden = !isAlone;
    const { width, height } = best(this.#root.clientWidth, this.#root.clientHeight, this.#tiles.size + (isAlone ? 1 : 0));
    this.#root.style.setProperty("--tile-width", `${width}px`);
    this.#root.style.setProperty("--tile-height", `${height}px`);
  }
}

// The number of columns that gives the largest tiles of an agreeable shape.
function best(stageWidth, stageHeight, count) {
  let found = { width: 0, height: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    let width = (stageWidth - gapPx * (columns - 1)) / columns;
    let height = (stageHeight - gapPx * (rows - 1)) / rows;
    if (width / height > aspectMax) width = height * aspectMax;
    if (width / height < aspectMin) height = width / aspectMin;
    if (width * height > found.width * found.height) found = { width: Math.floor(width), height: Math.floor(height) };
  }
  return found;
}
