// Microphone, camera, screen.

import { byId, setIcon } from "./dom.js";
import { notify } from "./notices.js";
import { screenSentence } from "./sentences.js";

export class Toolbar {
  #call;
  #media;

  /**
   * @param {import("/client/signaling.js").MeshCall} call
   * @param {import("./local-media.js").LocalMedia} media
   * @param {AbortSignal} signal
   */
  constructor(call, media, signal) {
    this.#call = call;
    this.#media = media;
    byId("mic").addEventListener("click", () => media.toggleMic(), { signal });
    byId("camera").addEventListener("click", () => media.toggleCamera(), { signal });
    byId("screen").addEventListener("click", () => (media.screen ? this.#stopScreen() : this.#startScreen()), { signal });
    byId("screen").hidden = !navigator.mediaDevices?.getDisplayMedia;
    media.addEventListener("change", () => this.#show(), { signal });
    this.#show();
  }

  async #startScreen() {
    try {
      const { camera } = this.#media;
      const screen = await this.#media.startScreen();
      screen.addEventListener("ended", () => this.#stopScreen());
      if (camera) await this.#call.replaceTrack(camera, screen);
      else this.#call.addTrack(screen, this.#media.stream);
    } catch (error) {
      const sentence = screenSentence(error);
      if (sentence) notify(sentence, "bad");
    }
  }

  async #stopScreen() {
    const { screen, camera } = this.#media;
    if (!screen) return;
    this.#media.stopScreen();
    if (camera) await this.#call.replaceTrack(screen, camera);
    else this.#call.removeTrack(screen);
  }

  #show() {
    const { audio, camera, screen, micIsOn, cameraIsOn } = this.#media;
    showTool(byId("mic"), audio, micIsOn, "mic", ["Mute the microphone", "Turn the microphone on", "There is no microphone"]);
    showTool(byId("camera"), camera, cameraIsOn, "camera", ["Turn the camera off", "Turn the camera on", "There is no camera"]);
    byId("screen").setAttribute("aria-pressed", String(screen !== null));
    byId("screen").setAttribute("aria-label", screen ? "Stop sharing the screen" : "Share the screen");
  }
}

function showTool(button, track, isOn, icon, [whenOn, whenOff, whenMissing]) {
  button.disabled = !track;
  button.setAttribute("aria-pressed", String(isOn));
  button.setAttribute("aria-label", !track ? whenMissing : isOn ? whenOn : whenOff);
  setIcon(button, isOn ? icon : `${icon}-off`);
}
