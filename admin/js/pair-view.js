// A pair: the verdict, what each side had, and the timeline.

import { get, roomPath } from "./api.js";
import { el } from "./dom.js";
import { clock, toneOf, wordOf } from "./format.js";
import { roomHref } from "./lines.js";
import { drawTimeline } from "./timeline.js";

export class PairView {
  #path;
  #pair = null;
  #print = "";
  #verdict = el("article", { class: "card verdict" });
  #sides = el("div", { class: "sides" });
  #lanes = el("div", { class: "lanes" });
  #facts = el("p", { class: "quiet small" });

  /** @param {Element} place @param {string} room @param {string} one @param {string} other */
  constructor(place, room, one, other) {
    this.#path = `${roomPath(room)}/pairs/${encodeURIComponent(one)}/${encodeURIComponent(other)}`;
    place.replaceChildren(
      el("div", { class: "row" }, el("a", { href: "#/", text: "Overview" }), el("span", { class: "quiet", text: "/" }), el("a", { href: roomHref(room), text: room })),
      this.#verdict,
      this.#sides,
      el("article", { class: "card" },
        el("div", { class: "row" }, el("h2", { text: "Timeline" }), el("span", { class: "grow" }), el("button", { class: "plain", text: "Save as JSON", onclick: () => this.#save() })),
        this.#facts, this.#lanes));
  }

  async update() {
    const pair = await get(this.#path);
    const print = JSON.stringify(pair);
    if (print === this.#print) return;
    [this.#pair, this.#print] = [pair, print];
    if (pair === null) {
      this.#verdict.replaceChildren(el("p", { class: "sentence", text: "No timeline of this pair is kept: it is not in the sample, too old, or never tried." }));
      this.#sides.replaceChildren();
      this.#lanes.replaceChildren();
      return;
    }
    const { peers, verdict, timeline, dropped, skipped, beganAt, unseen = [], partial = false } = pair;
    this.#verdict.className = `card verdict ${toneOf(verdict.outcome)}`;
    this.#verdict.replaceChildren(
      el("div", { class: "row" }, el("h1", { text: `${peers[0]} ↔ ${peers[1]}` }), el("span", { class: `pill ${toneOf(verdict.outcome)}`, text: wordOf(verdict.outcome) }),
        verdict.connection ? el("span", { class: "pill", text: verdict.connection }) : null),
      el("p", { class: "sentence", text: verdict.sentence }), el("code", { class: "quiet small", text: verdict.code }));
    this.#sides.replaceChildren(...peers.map(peer => side(peer, timeline, unseen.includes(peer))));
    this.#facts.textContent = `Began at ${clock(beganAt)}${dropped > 0 ? `; ${dropped} older entries are not kept` : ""}${skipped > 0 ? `; ${skipped} messages were too many to note` : ""}${partial ? "; a gateway did not answer: what it saw is missing" : ""}`;
    drawTimeline(this.#lanes, peers, timeline);
  }

  #save() {
    const url = URL.createObjectURL(new Blob([JSON.stringify(this.#pair, null, 2)], { type: "application/json" }));
    el("a", { href: url, download: `${this.#pair?.peers.join("-") ?? "pair"}.json` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }
}

/** @param {string} peer @param {any[]} timeline @param {boolean} isUnseen */
function side(peer, timeline, isUnseen) {
  const own = timeline.filter(line => line.peer === peer);
  const total = {};
  for (const { event, candidates } of own) {
    if (!candidates || event === "candidates-delivered") continue;
    for (const [type, n] of Object.entries(candidates)) total[type] = (total[type] ?? 0) + n;
  }
  const tally = Object.entries(total).filter(([, n]) => n > 0).map(([type, n]) => `${n} ${type}`).join(", ") || "none seen";
  const state = own.filter(line => line.event === "state").at(-1);
  const way = own.filter(line => line.local).at(-1);
  const facts = [["Candidates", tally], ["State", state ? state.state : "not reported"], ["Way", way ? `${way.local} to ${way.remote}` : "not reported"]];
  if (own.some(line => line.symmetricNat)) facts.push(["NAT", "symmetric"]);
  return el("article", { class: "card" }, el("h2", { text: peer }), isUnseen ? el("p", { class: "quiet small", text: "Nothing of its own connection is known: it was not reached, or its gateway is gone." }) : null, el("dl", {}, ...facts.flatMap(([name, value]) => [el("dt", { text: name }), el("dd", { text: value })])));
}
