// Our own camera, microphone and screen.

import { deviceSentence, insecurePage, mayUseDevices } from "./sentences.js";

const wanted = {
  audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  video: { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" },
};

export class LocalMedia extends EventTarget {
  stream = new MediaStream();
  /** Why something is missing, for a person; null where nothing is. */
  problem = null;
  /** @type {MediaStreamTrack | null} */
  screen = null;
  /** Whether the browser has answered. One may join before it did; the event `stream` tells. */
  isSettled = false;

  get audio() {
    return this.stream.getAudioTracks()[0] ?? null;
  }

  get camera() {
    return this.stream.getVideoTracks()[0] ?? null;
  }

  get micIsOn() {
    return this.audio?.enabled ?? false;
  }

  get cameraIsOn() {
    return this.camera?.enabled ?? false;
  }

  /** Asks for both devices, and takes one where there is only one. */
  async start() {
    if (!mayUseDevices()) {
      this.problem = insecurePage;
    } else {
      const { stream, error } = await firstOf([wanted, { video: wanted.video }, { audio: wanted.audio }]);
      if (stream) this.stream = stream;
      else this.problem = deviceSentence(error);
    }
    this.isSettled = true;
    this.dispatchEvent(new Event("stream"));
    this.#changed();
  }

  toggleMic() {
    if (this.audio) this.audio.enabled = !this.audio.enabled;
    this.#changed();
  }

  toggleCamera() {
    if (this.camera) this.camera.enabled = !this.camera.enabled;
    this.#changed();
  }

  /** @returns {Promise<MediaStreamTrack>} */
  async startScreen() {
    const shared = await navigator.mediaDevices.getDisplayMedia({ video: true, audio: false });
    [this.screen] = shared.getVideoTracks();
    this.screen.contentHint = "detail";
    this.#changed();
    return this.screen;
  }

  stopScreen() {
    this.screen?.stop();
    this.screen = null;
    this.#changed();
  }

  stop() {
    this.stopScreen();
    for (const track of this.stream.getTracks()) track.stop();
    this.stream = new MediaStream();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

// A missing device is no reason to go without the other; a refusal is one not to ask again.
async function firstOf(constraints) {
  let error = null;
  for (const constraint of constraints) {
    try {
      return { stream: await navigator.mediaDevices.getUserMedia(constraint), error: null };
    } catch (caught) {
      error ??= caught;
      if (caught.name === "NotAllowedError") break;
    }
  }
  return { stream: null, error };
}
