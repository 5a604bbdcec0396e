// A small line chart: the newest point at the right edge, the axis from zero.

import { el } from "./dom.js";

const width = 240;
const height = 56;
const pointsMin = 30;
const pointsMax = 150;

export class Chart {
  /** @type {(number | null)[][]} */
  #series;
  #svg;

  /** @param {string} label @param {number} [series] */
  constructor(label, series = 1) {
    this.#series = Array.from({ length: series }, () => []);
    this.#svg = el("svg:svg", { class: "chart", viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", role: "img", "aria-label": label });
  }

  get element() {
    return this.#svg;
  }

  /** @param {(number | null)[]} values One for each series; null where nothing was measured. */
  push(values) {
    this.#series.forEach((series, i) => {
      series.push(values[i] ?? null);
      if (series.length > pointsMax) series.shift();
    });
    this.#draw();
  }

  #draw() {
    const top = Math.max(...this.#series.flat().map(value => value ?? 0), 1e-9) * 1.12;
    const points = Math.max(pointsMin, this.#series[0].length);
    const lines = this.#series.map(series => path(series, points, top));
    const area = lines[0].split("M").filter(Boolean).map(part => close(part)).join("");
    this.#svg.replaceChildren(
      el("svg:line", { class: "base", x1: 0, x2: width, y1: height - 0.5, y2: height - 0.5 }),
      el("svg:path", { class: "area", d: area }),
      ...lines.slice(1).map(d => el("svg:path", { class: "stroke second", d })),
      el("svg:path", { class: "stroke", d: lines[0] }),
    );
  }
}

/** @param {(number | null)[]} series @param {number} points @param {number} top */
function path(series, points, top) {
  let d = "";
  let isOpen = false;
  series.forEach((value, i) => {
    if (value === null) {
      isOpen = false;
      return;
    }
    const x = width - (series.length - 1 - i) * (width / (points - 1));
    d += `${isOpen ? "L" : "M"}${x.toFixed(1)} ${(height - 1 - (value / top) * (height - 3)).toFixed(1)}`;
    isOpen = true;
  });
  return d;
}

/** @param {string} part The points of one run, without their first letter. */
function close(part) {
  const points = part.split("L");
  const x = point => point.split(" ")[0];
  return `M${part}L${x(points.at(-1))} ${height}L${x(points[0])} ${height}Z`;
}
