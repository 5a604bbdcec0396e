// The chat, over the data channels of the call.

import { byId, element } from "./dom.js";

export class Chat {
  #call;
  #log = byId("chat-log");
  #onUnread;

  /**
   * @param {import("/client/signaling.js").MeshCall} call
   * @param {{ nameOf: (peerId: string) => string, onMessage: () => void, signal: AbortSignal }} options
   */
  constructor(call, { nameOf, onMessage, signal }) {
    this.#call = call;
    this.#onUnread = onMessage;
    this.#log.replaceChildren();
    byId("chat-form").addEventListener("submit", event => this.#send(event), { signal });
    call.on("data", ({ peerId, label, data }) => {
      if (label === "chat") this.#received(nameOf(peerId), data);
    });
  }

  /** Something happened: said in the chat too. */
  note(text) {
    this.#append("event", text);
  }

  #send(event) {
    event.preventDefault();
    const field = byId("chat-text");
    const text = field.value.trim();
    if (!text) return;
    const reached = this.#call.send(JSON.stringify({ text }));
    const total = this.#call.peers.size;
    if (reached.length === 0) {
      this.note(total === 0 ? "Nobody else is here yet." : "Not sent: nobody is connected yet. Try again in a moment.");
      return;
    }
    field.value = "";
    this.#append("own", text);
    if (reached.length < total) this.note(`Reached ${reached.length} of ${total}: the others are not connected yet.`);
  }

  #received(name, data) {
    const text = textOf(data);
    if (!text) return;
    this.#append("", text, name);
    this.#onUnread();
  }

  #append(kind, text, name = "") {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 60;
    const item = element("li", kind);
    if (name) item.append(element("span", "who", name));
    item.append(text);
    this.#log.append(item);
    if (isAtEnd || kind === "own") this.#log.scrollTop = this.#log.scrollHeight;
  }
}

// What comes from another page is anybody's.
function textOf(data) {
  try {
    const { text } = JSON.parse(data);
    return typeof text === "string" ? text.slice(0, 4_000) : "";
  } catch {
    return "";
  }
}
