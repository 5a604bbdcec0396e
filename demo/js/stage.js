// All people in the call, as large as they fit.

import { byId } from "./dom.js";
import { Tile } from "./tile.js";

const gapPx = 10;
const aspectMax = 1.78;
const stripPx = 150;

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
    const tile = new Tile({ ...options, onBlocked: this.#onBlocked, onShape: () => this.#layOut() });
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
    const { clientWidth, clientHeight } = this.#root;
    const spotlit = [...this.#tiles.values()].filter(tile => tile.isSpotlit).length;
    this.#size("spot", clientWidth, Math.floor((clientHeight - stripPx - gapPx * spotlit) / spotlit));
    if (spotlit > 0) {
      const others = this.#tiles.size - spotlit;
      this.#size("tile", Math.floor(Math.min(stripPx * aspectMax, (clientWidth - gapPx * (others - 1)) / others)), stripPx);
    } else {
      const { width, height } = best(clientWidth, clientHeight, this.#tiles.size + (isAlone ? 1 : 0));
      this.#size("tile", width, height);
    }
  }

  #size(what, width, height) {
    this.#root.style.setProperty(`--${what}-width`, `${width}px`);
    this.#root.style.setProperty(`--${what}-height`, `${height}px`);
  }
}

// The number of columns that gives the largest tiles of an agreeable shape.
function best(stageWidth, stageHeight, count) {
  const aspectMin = stageWidth > stageHeight ? 1 : 0.72;
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
