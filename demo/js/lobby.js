// The first screen: who, where, and how one looks.

import { byId, setIcon } from "./dom.js";
import { copyLink, freshRoom, putRoomInAddress, roomInAddress } from "./page-link.js";

const remembered = {
  get: key => { try { return localStorage.getItem(`signaling-demo:${key}`) ?? ""; } catch { return ""; } },
  set: (key, value) => { try { localStorage.setItem(`signaling-demo:${key}`, value); } catch { /* a private window */ } },
};

export class Lobby {
  #media;
  #onJoin;
  #wasInvited = roomInAddress() !== null;

  /**
   * @param {import("./local-media.js").LocalMedia} media
   * @param {(choice: { room: string, name: string }) => void} onJoin
   */
  constructor(media, onJoin) {
    this.#media = media;
    this.#onJoin = onJoin;
    byId("name").value = remembered.get("name");
    this.#setRoom(roomInAddress() || remembered.get("room") || freshRoom());
    byId("join-form").addEventListener("submit", event => this.#submit(event));
    byId("room").addEventListener("change", () => this.#setRoom(this.room || freshRoom()));
    byId("lobby-copy").addEventListener("click", () => copyLink(this.room));
    byId("preview-mic").addEventListener("click", () => media.toggleMic());
    byId("preview-camera").addEventListener("click", () => media.toggleCamera());
    globalThis.addEventListener("hashchange", () => this.#setRoom(roomInAddress() || this.room));
    media.addEventListener("change", () => this.#showMedia());
  }

  get room() {
    return byId("room").value.trim();
  }

  get name() {
    return byId("name").value.trim();
  }

  show(problem = "") {
    byId("lobby").hidden = false;
    document.title = "Signaling";
    this.busy(false);
    this.complain(problem);
    if (!matchMedia("(pointer: coarse)").matches) byId(this.name ? "join" : "name").focus();
  }

  hide() {
    byId("lobby").hidden = true;
  }

  busy(isBusy) {
    byId("join").disabled = isBusy;
    byId("join").textContent = isBusy ? "Joining…" : this.#joinText();
  }

  complain(text) {
    byId("join-note").textContent = text;
    byId("join-note").hidden = !text;
  }

  #submit(event) {
    event.preventDefault();
    if (!this.room) return;
    remembered.set("name", this.name);
    remembered.set("room", this.room);
    putRoomInAddress(this.room);
    this.complain("");
    this.#onJoin({ room: this.room, name: this.name || "Guest" });
  }

  #setRoom(room) {
    byId("room").value = room;
    byId("lobby-title").textContent = this.#wasInvited ? `Join ${room}` : "Start a call";
  }

  #joinText() {
    return this.#media.problem ? "Join without camera" : "Join";
  }

  #showMedia() {
    const { audio, camera, problem, stream } = this.#media;
    const video = byId("preview-video");
    // An empty stream would keep the page loading for ever.
    const shown = camera ? stream : null;
    if (video.srcObject !== shown) video.srcObject = shown;
    video.hidden = !this.#media.cameraIsOn;
    byId("preview-text").textContent = this.#previewText();
    showToggle(byId("preview-mic"), audio, "mic", "Microphone");
    showToggle(byId("preview-camera"), camera, "camera", "Camera");
    byId("media-note").textContent = problem ?? "";
    byId("media-note").hidden = !problem;
    byId("lobby").classList.toggle("no-camera", Boolean(problem));
    if (!byId("join").disabled) byId("join").textContent = this.#joinText();
  }

  #previewText() {
    const { camera, problem } = this.#media;
    if (problem) return "No camera";
    if (!camera) return "No camera was found. Your microphone works.";
    return camera.enabled ? "" : "Your camera is off";
  }
}

function showToggle(button, track, icon, label) {
  const isOn = track?.enabled ?? false;
  button.disabled = !track;
  button.setAttribute("aria-pressed", String(isOn));
  button.setAttribute("aria-label", `${label}: ${track ? (isOn ? "on" : "off") : "not there"}`);
  setIcon(button, isOn ? icon : `${icon}-off`);
}
