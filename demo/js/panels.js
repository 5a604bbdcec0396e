// The panels beside the people: one at a time, closed with Escape or their own button.

import { byId } from "./dom.js";

const names = ["chat", "signals"];

export class Panels {
  #unread = 0;
  #open = null;

  /** @param {AbortSignal} signal */
  constructor(signal) {
    for (const name of names) {
      byId(name).addEventListener("click", () => this.show(this.#open === name ? null : name), { signal });
      byId(`${name}-panel`).querySelector("[data-close]").addEventListener("click", () => this.#closeAndReturn(name), { signal });
      byId(`${name}-panel`).addEventListener("keydown", event => {
        if (event.key === "Escape") this.#closeAndReturn(name);
      }, { signal });
    }
    this.show(null);
  }

  /** @param {"chat" | "signals" | null} open */
  show(open) {
    this.#open = open;
    for (const name of names) {
      byId(`${name}-panel`).hidden = name !== open;
      byId(name).setAttribute("aria-expanded", String(name === open));
    }
    if (open === "chat") {
      this.#setUnread(0);
      byId("chat-log").scrollTop = byId("chat-log").scrollHeight;
      byId("chat-text").focus();
    }
    if (open === "signals") {
      byId("signals-log").scrollTop = byId("signals-log").scrollHeight;
      byId("signals-log").focus();
    }
  }

  /** A chat message came. */
  noticed() {
    if (this.#open !== "chat") this.#setUnread(this.#unread + 1);
  }

  #closeAndReturn(name) {
    this.show(null);
    byId(name).focus();
  }

  #setUnread(count) {
    this.#unread = count;
    byId("unread").hidden = count === 0;
    byId("unread").textContent = String(count);
    byId("chat").setAttribute("aria-label", count === 0 ? "Chat" : `Chat, ${count} unread`);
  }
}
