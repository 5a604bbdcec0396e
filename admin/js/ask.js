// The one dialog: asks before something is done, and shows why it was not.

import { byId, el } from "./dom.js";

/**
 * @typedef {object} Question
 * @property {string} title
 * @property {string} text
 * @property {string} ok What the button says.
 * @property {boolean} [danger]
 * @property {{ name: string, label: string, value?: string, kind?: "text" | "area", options?: [string, string][] }[]} [fields]
 * @property {(values: Record<string, string>) => Promise<string>} act Does it, and says that it is done.
 */

/** @param {Question} question */
export function ask({ title, text, ok, danger, fields = [], act }) {
  const dialog = /** @type {HTMLDialogElement} */ (byId("ask"));
  const [button, error] = [byId("ask-ok"), byId("ask-error")];
  byId("ask-title").textContent = title;
  byId("ask-text").textContent = text;
  byId("ask-fields").replaceChildren(...fields.map(field => el("label", { class: "field" }, field.label, control(field))));
  button.textContent = ok;
  button.className = danger ? "primary danger" : "primary";
  error.hidden = true;
  byId("ask-cancel").onclick = () => dialog.close();
  byId("ask-form").onsubmit = async event => {
    event.preventDefault();
    button.disabled = true;
    try {
      const values = Object.fromEntries(fields.map(({ name }) => [name, byId(`ask-${name}`).value]));
      const done = await act(values);
      dialog.close();
      toast(done);
    } catch (failure) {
      error.textContent = failure.message;
      error.hidden = false;
    } finally {
      button.disabled = false;
    }
  };
  dialog.showModal();
}

function control({ name, value = "", kind = "text", options }) {
  if (options) return el("select", { id: `ask-${name}` }, ...options.map(([key, label]) => el("option", { value: key, selected: key === value, text: label })));
  return kind === "area" ? el("textarea", { id: `ask-${name}`, spellcheck: "false", text: value }) : el("input", { id: `ask-${name}`, value, maxlength: "500" });
}

let hiding = 0;

/** @param {string} text */
export function toast(text) {
  const place = byId("toast");
  place.textContent = text;
  place.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.hidden = true), 4000);
}
