// Small helpers for making and keeping elements.

/**
 * @param {string} tag
 * @param {Record<string, any>} [properties] `class`, `data-*`, `aria-*` and the like as attributes; `on…` as listeners; `text` as content.
 * @param {...(Node | string | null)} children
 */
export function el(tag, properties = {}, ...children) {
  const element = tag.startsWith("svg:") ? document.createElementNS("http://www.w3.org/2000/svg", tag.slice(4)) : document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") element.textContent = value;
    else if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter(child => child !== null));
  return element;
}

/** @param {string} id */
export const byId = id => document.getElementById(id);

/**
 * Makes the children of a list say what the items say; an item whose text has not changed keeps its element, so that focus and selection stay.
 * @template T
 * @param {Element} list
 * @param {T[]} items
 * @param {(item: T) => string} key
 * @param {(item: T) => Node} make
 * @param {string} empty What an empty list says.
 */
export function fill(list, items, key, make, empty) {
  const present = new Map([...list.children].map(child => [child.dataset.key, child]));
  const wanted = items.length === 0 ? [el("li", { class: "empty", "data-key": "", "data-print": empty, text: empty })] : items.map(item => {
    const print = JSON.stringify(item);
    const there = present.get(key(item));
    if (there?.dataset.print === print) return there;
    const made = el("li", { "data-key": key(item), "data-print": print });
    made.append(make(item));
    return made;
  });
  const isSame = wanted.length === list.children.length && wanted.every((element, i) => element === list.children[i]);
  if (!isSame) list.replaceChildren(...wanted);
}
