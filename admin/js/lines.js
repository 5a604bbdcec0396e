// Lines of lists that several views show.

import { el } from "./dom.js";
import { clock, toneOf, wordOf } from "./format.js";

/** @param {string} room @param {string[]} peers */
export const pairHref = (room, [one, other]) => `#/room/${encodeURIComponent(room)}/pair/${encodeURIComponent(one)}/${encodeURIComponent(other)}`;

/** @param {string} room */
export const roomHref = room => `#/room/${encodeURIComponent(room)}`;

/** @param {any} pair @param {boolean} withRoom */
export function pairLine({ room, peers, verdict, lastAt }, withRoom) {
  return el("a", { class: "line pair-line", href: pairHref(room, peers) },
    el("span", { class: `pill ${toneOf(verdict.outcome)}`, text: wordOf(verdict.outcome) }),
    el("span", { class: "who" },
      el("span", { class: "names" }, `${peers[0]} ↔ ${peers[1]}`, withRoom ? el("span", { class: "quiet small", text: `in ${room}` }) : null),
      el("span", { class: "quiet small", text: verdict.sentence })),
    el("span", { class: "quiet small num", text: clock(lastAt) }));
}

/** @param {any} line @param {boolean} isOpen */
export function roomLine({ room, peers, suspended }, isOpen) {
  return el("a", { class: isOpen ? "line on" : "line", href: roomHref(room), "aria-current": isOpen ? "true" : null },
    el("span", { class: "name", text: room }), el("span", { class: "grow" }),
    suspended > 0 ? el("span", { class: "pill warn", text: `${suspended} away` }) : null,
    el("span", { class: "count", text: String(peers), title: `${peers} peers` }));
}
