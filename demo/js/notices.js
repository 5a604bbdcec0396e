// Short messages that come and go; screen readers hear them too.

import { byId, element } from "./dom.js";

const shownMs = 4_500;
const shownMax = 3;

/**
 * @param {string} text
 * @param {"" | "bad"} [kind]
 */
export function notify(text, kind = "") {
  const toasts = byId("toasts");
  if ([...toasts.children].some(toast => toast.textContent === text)) return;
  while (toasts.children.length >= shownMax) toasts.firstElementChild.remove();
  const toast = element("p", `toast ${kind}`, text);
  toasts.append(toast);
  setTimeout(() => toast.remove(), shownMs);
}
