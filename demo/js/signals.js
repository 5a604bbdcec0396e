// The messages of signaling as they pass: what a call is made of, for those who want to see it.

import { byId, element } from "./dom.js";

const rowsMax = 500;
const hum = new Set(["ping", "pong", "ack"]);

export class Signals {
  #log = byId("signals-log");
  #nameOf;

  /**
   * @param {import("/client/signaling.js").Room} room
   * @param {{ nameOf: (peerId: string) => string, signal: AbortSignal }} options
   */
  constructor(room, { nameOf, signal }) {
    this.#nameOf = nameOf;
    this.#log.replaceChildren();
    byId("signals-clear").addEventListener("click", () => this.#log.replaceChildren(), { signal });
    byId("signals-quiet").addEventListener("change", () => this.#hush(), { signal });
    this.#hush();
    room.on("frame", frame => this.#show(frame));
  }

  #hush() {
    this.#log.classList.toggle("hush", byId("signals-quiet").checked);
  }

  #show({ direction, message, bytes }) {
    const isAtEnd = this.#log.scrollHeight - this.#log.scrollTop - this.#log.clientHeight < 80;
    const row = element("li", `${direction} ${hum.has(message.type) ? "hum" : ""} ${isTrouble(message) ? "trouble" : ""}`);
    const details = element("details");
    const summary = element("summary");
    summary.append(this.#time(), this.#way(direction), this.#what(message), element("span", "nums", numbersOf(message)));
    details.append(summary);
    // Built when it is opened: most never are.
    details.addEventListener("toggle", () => {
      if (details.open && details.children.length === 1) details.append(...fullText(message, bytes));
    });
    row.append(details);
    this.#log.append(row);
    while (this.#log.children.length > rowsMax) this.#log.firstElementChild.remove();
    if (isAtEnd) this.#log.scrollTop = this.#log.scrollHeight;
  }

  #time() {
    return element("time", "", new Date().toLocaleTimeString([], { hour12: false, hour: "2-digit", minute: "2-digit", second: "2-digit" }));
  }

  #way(direction) {
    const way = element("span", "way", direction === "out" ? "↑" : "↓");
    way.title = direction === "out" ? "sent" : "received";
    return way;
  }

  #what(message) {
    const what = element("span", "what", message.type);
    const who = message.fromPeerId ?? message.targetPeerId ?? message.peerId;
    if (who) what.append(" ", element("i", "", this.#nameOf(who)));
    if (message.code) what.append(" ", element("i", "", message.code));
    return what;
  }
}

const isTrouble = ({ type }) => type === "error" || type === "undelivered";

function numbersOf({ seq, seen, fromSeq, negotiation }) {
  const parts = [[seq, "#"], [fromSeq, "from "], [negotiation, "neg "], [seen, "seen "]];
  return parts.filter(([number]) => number !== undefined).map(([number, label]) => label + number).join(" ");
}

// Descriptions are long: they have a fold of their own. A ticket is a secret and is not shown.
function fullText(message, bytes) {
  const { sdp, resume, token, ...rest } = message;
  const shown = { ...rest, ...(resume && { resume: "(a secret)" }), ...(token && { token: "(a secret)" }) };
  const parts = [element("pre", "", JSON.stringify(shown, null, 2))];
  if (sdp) {
    const fold = element("details");
    const text = typeof sdp === "string" ? sdp : sdp.sdp ?? JSON.stringify(sdp);
    fold.append(element("summary", "", `SDP, ${text.split("\n").length} lines (message: ${bytes} characters)`), element("pre", "", text));
    parts.push(fold);
  }
  return parts;
}
