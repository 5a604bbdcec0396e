// Small things that every part of the page uses.

/** @param {string} id @returns {any} */
export const byId = id => document.getElementById(id);

/**
 * @param {string} tag
 * @param {string} [className]
 * @param {string} [text]
 */
export function element(tag, className = "", text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

/** Shows another of the icons of index.html in a button. */
export function setIcon(button, name) {
  button.querySelector("use").setAttribute("href", `#i-${name}`);
}

/** A colour of its own for each name, the same on every page. */
export function hueOf(text) {
  let hash = 7;
  for (const letter of text) hash = (hash * 31 + letter.codePointAt(0)) % 360;
  return hash;
}

export function initialsOf(name) {
  const words = name.trim().split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map(word => [...(word ?? "")][0] ?? "").join("").toUpperCase() || "?";
}

export const nameOf = peer => peer?.data?.name || "Guest";
