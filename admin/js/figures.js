// The row of figures: what there is, what goes on, and how it went in the last five minutes.

import { Chart } from "./chart.js";
import { el } from "./dom.js";
import { bytes, count, many, rate, seconds } from "./format.js";
import { quantile, sum } from "./metrics.js";

export class Figures {
  #figures;
  /** @type {any} */
  #before = null;

  /** @param {Element} place */
  constructor(place) {
    this.#figures = {
      peers: new Figure(place, "Peers"),
      messages: new Figure(place, "Messages / s", 2, ["in", "out"]),
      negotiation: new Figure(place, "Offer to answer", 2, ["50 %", "95 %"]),
      calls: new Figure(place, "Call set-up", 2, ["50 %", "95 %"]),
      cpu: new Figure(place, "Processor"),
      memory: new Figure(place, "Memory"),
    };
  }

  /**
   * @param {any} stats
   * @param {ReturnType<import("./metrics.js").parse> | null} metrics
   * @param {any[]} pairs
   */
  show(stats, metrics, pairs) {
    const before = this.#before;
    this.#before = { stats, metrics };
    const { peers, messages, negotiation, calls, cpu, memory } = this.#figures;
    peers.show(count(stats.peers), `in ${many(stats.rooms, "room")}, ${many(stats.connections, "connection")}`, [stats.peers]);
    memory.show(bytes(stats.memoryBytes), recorderLine(stats), [stats.memoryBytes]);
    showCalls(calls, pairs);
    if (!before || stats.now <= before.stats.now) return;
    const elapsed = stats.now - before.stats.now;
    const cores = (stats.cpuMs - before.stats.cpuMs) / elapsed;
    cpu.show(`${Math.round(100 * cores)} %`, `of one core, of ${stats.processors}`, [cores]);
    showTraffic(messages, negotiation, metrics, before.metrics, elapsed);
  }
}

class Figure {
  #value = el("div", { class: "value", text: "–" });
  #aside = el("div", { class: "aside" });
  #chart;
  #card;

  /** @param {Element} place @param {string} title @param {number} [series] @param {string[]} [names] */
  constructor(place, title, series = 1, names = []) {
    this.#chart = new Chart(`${title}, the last five minutes`, series);
    const keys = names.map((name, i) => el("span", { class: "key-name", title: name }, el("span", { class: i === 0 ? "key" : "key second" }), name));
    this.#card = el("article", { class: "card figure", "data-figure": title }, el("div", { class: "figure-head" }, el("h3", { text: title }), ...keys), this.#value, this.#aside, this.#chart.element);
    place.append(this.#card);
  }

  /** @param {string} value @param {string} aside @param {(number | null)[]} points */
  show(value, aside, points) {
    this.#card.hidden = false;
    this.#value.textContent = value;
    this.#aside.textContent = aside;
    this.#aside.title = aside;
    this.#chart.push(points);
  }

  hide() {
    this.#card.hidden = true;
  }
}

/** @param {any} stats */
function recorderLine({ flight, webhooks }) {
  if (webhooks) return `webhooks: ${count(webhooks.waiting)} wait, ${count(webhooks.dropped)} dropped`;
  return flight ? `${many(flight.pairs, "pair")} in ${bytes(flight.bytes)}` : "recorder off";
}

/** @param {Figure} figure @param {any[]} pairs */
function showCalls(figure, pairs) {
  const times = pairs.map(pair => pair.verdict.setUpMs).filter(ms => typeof ms === "number").sort((a, b) => a - b);
  const bad = pairs.filter(pair => pair.verdict.outcome === "failed" || pair.verdict.outcome === "stalled").length;
  const at = q => times[Math.min(times.length - 1, Math.floor(q * times.length))] ?? null;
  figure.show(at(0.5) === null ? "–" : seconds(at(0.5)), `${times.length} connected, ${bad} not`, [at(0.5), at(0.95)]);
}

/**
 * @param {Figure} messages
 * @param {Figure} negotiation
 * @param {any} now
 * @param {any} before
 * @param {number} elapsed
 */
function showTraffic(messages, negotiation, now, before, elapsed) {
  if (!now || sum(now, "signaling_messages_received_total") === null) {
    messages.hide();
    negotiation.hide();
    return;
  }
  if (!before) return;
  const perSecond = name => Math.max(0, ((sum(now, name) ?? 0) - (sum(before, name) ?? 0)) * 1000 / elapsed);
  const [taken, given] = [perSecond("signaling_messages_received_total"), perSecond("signaling_messages_delivered_total")];
  messages.show(rate(taken), `${rate(given)} delivered`, [taken, given]);
  const [median, high] = [0.5, 0.95].map(q => quantile(now, before, "signaling_negotiation_duration_seconds", q));
  negotiation.show(median === null ? "–" : seconds(1000 * median), median === null ? "no answers just now" : `95 %: ${seconds(1000 * (high ?? 0))}`, [median, high]);
}
