// The timeline as two lanes: what a peer did or got stands on its side, what it sent points to the other.

import { el } from "./dom.js";

const sent = new Set(["offer", "answer", "candidates"]);

/** @param {Element} place @param {string[]} peers @param {any[]} timeline */
export function drawTimeline(place, [first, second], timeline) {
  const rows = [el("span", {}), el("span", { class: "head", text: first }), el("span", { class: "head right", text: second })];
  for (const line of timeline) {
    const side = line.peer === first ? "first" : "second";
    const event = el("span", { class: `event ${tone(line)}` }, el("span", { text: words(line) }), more(line));
    rows.push(el("span", { class: "time", text: after(line.afterMs), title: new Date(line.at).toISOString() }));
    if (sent.has(line.event)) {
      rows.push(el("span", { class: `cell through ${side}`, "data-event": line.event }, event, el("span", { class: "arrow" })));
      continue;
    }
    const cell = el("span", { class: `cell ${side}`, "data-event": line.event }, event);
    const blank = el("span", { class: `cell blank ${side === "first" ? "second" : "first"}` });
    rows.push(...(side === "first" ? [cell, blank] : [blank, cell]));
  }
  place.replaceChildren(...rows);
}

/** @param {number} ms */
const after = ms => (ms < 1000 ? `+${ms} ms` : ms < 100_000 ? `+${(ms / 1000).toFixed(2)} s` : `+${Math.round(ms / 1000)} s`);

/** @param {any} line */
function tone({ event, state }) {
  if (event.endsWith("not-applied") || event === "undelivered" || state === "failed") return "bad";
  if (state === "connected") return "good";
  if (event === "suspended" || event === "left" || event === "reset" || event.startsWith("glare") || state === "disconnected") return "warn";
  return event === "offer" || event === "answer" ? "info" : "";
}

/** @param {any} line */
function words({ event, negotiation, state, about, code }) {
  const number = negotiation && negotiation <= 1_000_000 ? ` ${negotiation}` : ""; // after a loss numbers follow the clock
  switch (event) {
    case "offer": case "answer": return `${event}${number}`;
    case "offer-delivered": case "answer-delivered": return `${event.split("-")[0]}${number} handed over`;
    case "offer-acknowledged": case "answer-acknowledged": return `${event.split("-")[0]}${number} confirmed`;
    case "offer-applied": case "answer-applied": return `${event.split("-")[0]}${number} applied`;
    case "offer-not-applied": case "answer-not-applied": return `${event.split("-")[0]}${number} not applied: ${code}`;
    case "candidates-delivered": return "candidates handed over";
    case "end-of-candidates": return "end of candidates";
    case "undelivered": return `${about ?? "message"} not delivered: ${code}`;
    case "glare-won": return `both offered; offer${number} stands`;
    case "glare-lost": return `both offered; offer${number} is void`;
    case "state": return `says: ${state}`;
    case "left": return `left: ${code}`;
    default: return event;
  }
}

/** @param {any} line */
function more({ event, candidates, restart, symmetricNat, local, remote, connection, addresses, durationMs }) {
  const facts = [
    candidates && Object.entries(candidates).filter(([, n]) => n > 0).map(([type, n]) => `${n} ${type}`).join(", "),
    durationMs && `in ${durationMs} ms`, restart && "ICE restart", symmetricNat && event !== "candidates-delivered" && "symmetric NAT", local && `${local} to ${remote}`, connection && `“${connection}”`, addresses?.join(", "),
  ].filter(Boolean);
  return facts.length === 0 ? null : el("span", { class: "more", text: ` ${facts.join(" · ")}` });
}
