// The overview beside the rooms: the newest calls, the ones in trouble first.

import { el, fill } from "./dom.js";
import { pairLine } from "./lines.js";

export class Overview {
  #calls = el("ol", { class: "list" });
  #tally = el("div", { class: "row" });

  /** @param {Element} place */
  constructor(place) {
    place.replaceChildren(el("article", { class: "card" }, el("div", { class: "row" }, el("h2", { text: "Calls" }), el("span", { class: "grow" }), this.#tally), this.#calls));
  }

  /** @param {{ recording: boolean, pairs: any[], partial?: boolean }} page */
  show({ recording, pairs, partial = false }) {
    const tally = new Map();
    for (const { verdict } of pairs) tally.set(verdict.outcome, (tally.get(verdict.outcome) ?? 0) + 1);
    const shown = [["connected", "good"], ["setting-up", "info"], ["stalled", "warn"], ["failed", "bad"], ["ended", ""]].filter(([outcome]) => tally.has(outcome));
    this.#tally.replaceChildren(...shown.map(([outcome, tone]) => el("span", { class: `pill ${tone}`, text: `${tally.get(outcome)} ${outcome.replace("-", " ")}` })),
      ...(partial ? [el("span", { class: "pill warn", text: "partial", title: "A gateway did not answer: what it saw is missing." })] : []));
    const trouble = ({ verdict }) => (verdict.outcome === "failed" || verdict.outcome === "stalled" ? 0 : 1);
    const sorted = pairs.toSorted((a, b) => trouble(a) - trouble(b)).slice(0, 50);
    fill(this.#calls, sorted, pair => `${pair.room}\n${pair.peers.join("\n")}`, pair => pairLine(pair, true), recording ? "Nobody has tried to connect yet." : "The flight recorder is off (Signaling:Flight:Sample).");
  }
}
