// One call, from joining to leaving: ties room, call and page together.

import { MeshCall } from "/client/signaling.js";
import { byId, nameOf } from "./dom.js";
import { Chat } from "./chat.js";
import { LinkPill } from "./link-pill.js";
import { notify } from "./notices.js";
import { Panels } from "./panels.js";
import { copyLink } from "./page-link.js";
import { leaveSentence, signalingSentence } from "./sentences.js";
import { Signals } from "./signals.js";
import { Stage } from "./stage.js";
import { Toolbar } from "./toolbar.js";

const me = "me";

export class CallScreen {
  #room;
  #media;
  #name;
  #stage;
  #chat;
  #pill;
  #ended = new AbortController();

  /**
   * @param {import("/client/signaling.js").Room} room Not necessarily joined yet.
   * @param {import("./local-media.js").LocalMedia} media
   * @param {string} name
   * @param {(error: any) => void} onEnded
   */
  constructor(room, media, name, onEnded) {
    const { signal } = this.#ended;
    this.#room = room;
    this.#media = media;
    this.#name = name;
    this.call = new MeshCall(room, { stream: media.stream });
    const known = peerId => (peerId === room.peerId ? "me" : nameOf(room.peers.get(peerId) ?? { data: { name: peerId.slice(0, 8) } }));
    this.#stage = new Stage({ onBlocked: () => { byId("unblock-sound").hidden = false; } });
    const panels = new Panels(signal);
    this.#chat = new Chat(this.call, { nameOf: known, onMessage: () => panels.noticed(), signal });
    new Signals(room, { nameOf: known, signal });
    new Toolbar(this.call, media, signal);
    this.#pill = new LinkPill(room);
    this.#listen(onEnded);
    media.addEventListener("stream", () => this.call.addStream(media.stream), { signal });
    media.addEventListener("change", () => this.#tellOwnState(), { signal });
    byId("leave").addEventListener("click", () => room.leave(), { signal });
    for (const id of ["copy-link", "alone-copy"]) byId(id).addEventListener("click", () => copyLink(room.name), { signal });
    byId("unblock-sound").addEventListener("click", () => this.#unblockSound(), { signal });
  }

  show() {
    const { name } = this.#room;
    byId("call").hidden = false;
    byId("room-title").textContent = name;
    document.title = `${name} · Signaling`;
    this.#stage.add(me, { isOwn: true });
    for (const peer of this.#room.peers.values()) this.#joined(peer);
    this.#showOwnState();
    this.#count();
  }

  close() {
    this.#ended.abort();
    this.#pill.close();
    this.#stage.close();
    this.call.close();
    byId("call").hidden = true;
    byId("unblock-sound").hidden = true;
  }

  #listen(onEnded) {
    const { call } = this;
    const room = this.#room;
    room.on("peer-joined", peer => {
      this.#joined(peer);
      if (!peer.existing) this.#say(`${nameOf(peer)} joined.`);
    });
    for (const type of /** @type {const} */ (["peer-updated", "peer-suspended", "peer-resumed", "peer-reset"])) {
      room.on(type, peer => this.#stage.get(peer.peerId)?.setPeer(peer));
    }
    room.on("peer-left", peer => {
      this.#stage.remove(peer.peerId);
      this.#count();
      const sentence = leaveSentence(nameOf(peer), peer.reason);
      if (sentence && room.state !== "closed") this.#say(sentence);
    });
    room.on("error", error => {
      // In the lobby the form says it; what passes by itself needs no words.
      if (error.retry === "never" && !byId("call").hidden) notify(signalingSentence(error), "bad");
    });
    room.on("state", ({ state, error }) => {
      if (state === "closed") onEnded(error);
    });
    call.on("stream", ({ peerId, stream }) => this.#stage.get(peerId)?.setStream(stream));
    call.on("stream-gone", ({ peerId }) => this.#stage.get(peerId)?.setStream([...(call.peers.get(peerId)?.streams ?? [])].at(-1) ?? null));
    call.on("connectionstate", ({ peerId, state }) => this.#stage.get(peerId)?.setConnection(state));
    call.on("peer-gone", ({ peerId }) => {
      this.#stage.get(peerId)?.setStream(null);
      this.#stage.get(peerId)?.setConnection("new");
    });
    call.on("error", ({ peerId, error }) => console.warn("The connection to", peerId, "had a problem:", error));
  }

  #joined(peer) {
    const tile = this.#stage.get(peer.peerId) ?? this.#stage.add(peer.peerId);
    const link = this.call.peers.get(peer.peerId);
    tile.setPeer(peer);
    tile.setConnection(link?.connectionState ?? "new");
    for (const stream of link?.streams ?? []) tile.setStream(stream);
    this.#count();
  }

  // The others see from this who is muted, and what the picture is.
  #ownState() {
    const { audio, micIsOn, cameraIsOn, screen } = this.#media;
    return { name: this.#name, mic: audio ? micIsOn : false, camera: cameraIsOn, screen: screen !== null };
  }

  #tellOwnState() {
    this.#room.update(this.#ownState());
    this.#showOwnState();
  }

  #showOwnState() {
    const tile = this.#stage.get(me);
    const { screen, stream } = this.#media;
    tile?.setStream(screen ? new MediaStream([screen]) : stream);
    tile?.setPeer({ data: this.#ownState() });
  }

  #unblockSound() {
    byId("unblock-sound").hidden = true;
    this.#stage.playAll();
  }

  #say(text) {
    notify(text);
    this.#chat.note(text);
  }

  #count() {
    byId("people-count").textContent = String(this.#room.peers.size + 1);
  }
}

/** What the others should know of us from the first moment on. */
export function ownData(name, media) {
  return { name, mic: media.micIsOn, camera: media.cameraIsOn, screen: false };
}
