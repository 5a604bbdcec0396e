// How the connection to the server is doing. The call itself goes on without it.

import { byId } from "./dom.js";
import { notify } from "./notices.js";

const fadeMs = 4_000;

export class LinkPill {
  #pill = byId("link-pill");
  #ticker = null;
  #wasLost = false;

  /** @param {import("/client/signaling.js").Room} room */
  constructor(room) {
    room.on("state", event => this.#state(event));
    this.#say("Connected", "good");
  }

  close() {
    clearInterval(this.#ticker);
  }

  #state({ state, retryInMs, recovered, rejoined }) {
    clearInterval(this.#ticker);
    if (state === "suspended") {
      this.#wasLost = true;
      this.#countDown(retryInMs);
    } else if (state === "reconnecting" || state === "connecting") {
      this.#say("Reconnecting…", "warn");
    } else if (state === "joined") {
      this.#joined(recovered, rejoined);
    } else {
      this.#say("Left", "bad");
    }
  }

  #joined(recovered, rejoined) {
    if (this.#wasLost) {
      notify(rejoined ? "Back in the room, as if newly joined." : "Connection to the server resumed. Nothing was lost.");
      this.#say(rejoined ? "Rejoined" : recovered ? "Resumed" : "Resumed (server restarted)", "good");
      this.#ticker = setTimeout(() => this.#say("Connected", "good"), fadeMs);
    } else {
      this.#say("Connected", "good");
    }
    this.#wasLost = false;
  }

  #countDown(retryInMs) {
    const until = performance.now() + (retryInMs ?? 0);
    const tell = () => {
      const seconds = Math.ceil((until - performance.now()) / 1000);
      this.#say(retryInMs === undefined ? "Waiting for permission" : seconds > 1 ? `Reconnecting in ${seconds} s` : "Reconnecting…", "warn");
    };
    tell();
    this.#ticker = setInterval(tell, 500);
  }

  #say(text, kind) {
    if (this.#pill.textContent !== text) this.#pill.textContent = text;
    this.#pill.className = `pill ${kind}`;
  }
}
