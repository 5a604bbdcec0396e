// A room: who is in it, what can be done, and how its pairs are doing.

import { get, roomPath } from "./api.js";
import { ban, close, kick, lift, message } from "./deeds.js";
import { el, fill } from "./dom.js";
import { clock, many } from "./format.js";
import { pairLine } from "./lines.js";

export class RoomView {
  #room;
  #refresh;
  #facts = el("p", { class: "quiet small" });
  #peers = el("ol", { class: "list" });
  #pairs = el("ol", { class: "list" });
  #bans = el("ol", { class: "list" });
  #bansCard = el("article", { class: "card" }, el("h2", { text: "Kept out" }), this.#bans);

  /** @param {Element} place @param {string} room @param {() => void} refresh */
  constructor(place, room, refresh) {
    this.#room = room;
    this.#refresh = refresh;
    place.replaceChildren(
      el("article", { class: "card" },
        el("div", { class: "row" }, el("a", { href: "#/", text: "Overview" }), el("span", { class: "quiet", text: "/ room" })),
        el("div", { class: "row title" }, el("h1", { text: room }), el("div", { class: "row" },
          el("button", { class: "plain", text: "Message everybody", onclick: () => message(room, null) }),
          el("button", { class: "danger", text: "Close room", onclick: () => close(room, refresh) }))),
        this.#facts),
      el("article", { class: "card" }, el("h2", { text: "Peers" }), this.#peers),
      el("article", { class: "card" }, el("h2", { text: "Calls" }), this.#pairs),
      this.#bansCard);
  }

  async update() {
    const [room, pairs, bans] = await Promise.all([
      get(roomPath(this.#room)), get(`/api/v1/pairs?room=${encodeURIComponent(this.#room)}&limit=200`), get(`${roomPath(this.#room)}/bans`),
    ]);
    const peers = room?.peers ?? [];
    this.#facts.textContent = room ? `${many(peers.length, "peer")}${room.epoch ? `, made as ${room.epoch}` : ""}${room.settlingMs > 0 ? "; waits for members after a loss" : ""}` : "Nobody is in this room.";
    fill(this.#peers, peers, peer => peer.peerId, peer => this.#peer(peer), "Nobody is here.");
    fill(this.#pairs, pairs?.pairs ?? [], pair => pair.peers.join("\n"), pair => pairLine(pair, false), pairs?.recording ? "Nobody has tried to connect." : "The flight recorder is off.");
    this.#bansCard.hidden = !bans?.length;
    fill(this.#bans, bans ?? [], each => `${each.peerId} ${each.identity}`, each => this.#ban(each), "");
  }

  #peer({ peerId, joinedAt, suspended, acks, unlisted, identity, data }) {
    const facts = [`since ${clock(joinedAt)}`, identity && `as ${identity}`, acks ? "exactly once" : "does not acknowledge", unlisted && "unlisted", data !== undefined && JSON.stringify(data)];
    const called = typeof data?.name === "string" ? data.name : null;
    return el("div", { class: "line peer" },
      el("span", { class: suspended ? "pill warn" : "pill good", text: suspended ? "away" : "here" }),
      el("span", { class: "who" }, el("span", { class: "names" }, called ?? peerId, called ? el("span", { class: "quiet small", text: peerId }) : null), el("span", { class: "quiet small", text: facts.filter(Boolean).join(" · ") })),
      el("button", { class: "plain", text: "Message", onclick: () => message(this.#room, peerId) }),
      el("button", { class: "danger", text: "Kick", onclick: () => kick(this.#room, peerId, this.#refresh) }),
      el("button", { class: "danger", text: "Ban", onclick: () => ban(this.#room, peerId, this.#refresh) }));
  }

  #ban({ peerId, identity, everybody, until, note }) {
    const who = everybody ? "Everybody" : peerId ?? `identity ${identity}`;
    return el("div", { class: "line" },
      el("span", { class: "who" }, el("span", { class: "names", text: who }), el("span", { class: "quiet small", text: `until ${new Date(until).toLocaleString()}${note ? ` · ${note}` : ""}` })),
      el("button", { class: "plain", text: "Let in again", onclick: () => void lift(this.#room, { peerId, identity }, this.#refresh) }));
  }
}
