// One person in the call.

import { byId, hueOf, initialsOf, nameOf } from "./dom.js";

const stateTexts = {
  "new": ["Connecting…", ""],
  "connecting": ["Connecting…", ""],
  "connected": ["", ""],
  "disconnected": ["Connection interrupted…", "warn"],
  "failed": ["Connection lost. Trying again…", "bad"],
  "closed": ["", ""],
};

export class Tile {
  element = byId("tile-template").content.firstElementChild.cloneNode(true);
  #video = this.element.querySelector("video");
  #state = this.element.querySelector(".tile-state");
  #connection = "new";
  #peer = null;
  #isOwn;

  #onBlocked;
  #onShape;

  /** @param {{ isOwn?: boolean, onBlocked: () => void, onShape: () => void }} options `onShape`: it wants another place. */
  constructor({ isOwn = false, onBlocked, onShape }) {
    this.#isOwn = isOwn;
    this.#onBlocked = onBlocked;
    this.#onShape = onShape;
    this.#video.muted = isOwn;
    this.#video.addEventListener("resize", () => this.#show());
    this.#video.addEventListener("loadedmetadata", () => this.#show());
  }

  /** Somebody else's screen: what all want to look at. */
  get isSpotlit() {
    return !this.#isOwn && Boolean(this.#peer?.data?.screen) && !this.element.classList.contains("no-video");
  }

  /** @param {MediaStream | null} stream */
  setStream(stream) {
    if (this.#video.srcObject !== stream) this.#video.srcObject = stream;
    if (stream) this.play();
    this.#show();
  }

  /** Browsers let no sound out before the page was touched. */
  play() {
    this.#video.play().catch(error => {
      if (error.name === "NotAllowedError") this.#onBlocked();
    });
  }

  /** @param {any} peer With `data`: name, mic, camera, screen. */
  setPeer(peer) {
    this.#peer = peer;
    this.#show();
  }

  /** @param {string} state */
  setConnection(state) {
    this.#connection = state;
    this.#show();
  }

  #show() {
    const wasSpotlit = this.element.classList.contains("spotlit");
    this.#draw();
    this.element.classList.toggle("spotlit", this.isSpotlit);
    if (wasSpotlit !== this.isSpotlit) this.#onShape();
  }

  #draw() {
    const { element } = this;
    const { data = {}, suspended = false } = this.#peer ?? {};
    const name = nameOf(this.#peer);
    const stream = this.#video.srcObject;
    const hasVideo = Boolean(stream?.getVideoTracks().length) && (data.camera || data.screen) && this.#isReachable();
    element.classList.toggle("no-video", !hasVideo);
    element.classList.toggle("muted", data.mic === false);
    element.classList.toggle("screen", Boolean(data.screen));
    element.classList.toggle("away", suspended && this.#connection !== "connected");
    this.#video.classList.toggle("mirrored", this.#isOwn && !data.screen);
    element.querySelector(".tile-name").textContent = this.#isOwn ? `${name} (you)` : name + (data.screen ? " · screen" : "");
    const avatar = element.querySelector(".avatar");
    avatar.textContent = initialsOf(name);
    avatar.style.setProperty("--hue", hueOf(name));
    this.#showState(suspended);
  }

  #isReachable() {
    return this.#isOwn || this.#connection === "connected" || this.#connection === "disconnected";
  }

  #showState(suspended) {
    if (this.#isOwn) return;
    const [text, kind] = suspended && this.#connection !== "connected"
      ? ["Away. May be back in a moment…", "warn"]
      : stateTexts[this.#connection] ?? ["", ""];
    this.#state.textContent = text;
    this.#state.className = `tile-state ${kind}`;
    this.element.dataset.connection = this.#connection;
  }
}
