// Everything the client takes from its surroundings, in one place, so that tests can bring their own.

/**
 * @typedef {object} Platform
 * @property {new (url: string, protocols?: string[]) => WebSocket} WebSocket
 * @property {() => number} now Milliseconds; only differences matter.
 * @property {(run: () => void, ms: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random At least 0, below 1.
 * @property {() => string} randomId Unguessable, and never the same twice.
 * @property {Pick<Storage, "getItem" | "setItem" | "removeItem"> | null} storage Lives as long as the tab.
 * @property {PageEvents} page
 */

/**
 * What happens to the page. Each method returns what takes the listener off.
 * @typedef {object} PageEvents
 * @property {(listener: () => void) => () => void} onWake It is visible or online again.
 * @property {(listener: () => void) => () => void} onHide It is being closed, reloaded or put aside.
 * @property {(listener: () => void) => () => void} onReturn It is back from having been put aside.
 */

/**
 * The browser's (or Node's), with what the caller brings instead.
 * @param {Partial<Platform>} [own]
 * @returns {Platform}
 */
export function platformWith(own = {}) {
  return {
    WebSocket: own.WebSocket ?? globalThis.WebSocket,
    now: own.now ?? (() => performance.now()),
    setTimeout: own.setTimeout ?? ((run, ms) => setTimeout(run, ms)),
    clearTimeout: own.clearTimeout ?? (timer => clearTimeout(timer)),
    random: own.random ?? Math.random,
    randomId: own.randomId ?? randomId,
    storage: own.storage === undefined ? tabStorage() : own.storage,
    page: own.page ?? browserPage(),
  };
}

// Not crypto.randomUUID: that is there in secure contexts only, and a demo may run on plain HTTP.
function randomId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, "0")).join("");
}

function tabStorage() {
  try {
    return globalThis.sessionStorage ?? null;
  } catch {
    return null; // a browser that blocks site data throws
  }
}

/** @returns {PageEvents} */
function browserPage() {
  return {
    onWake(listener) {
      const visible = () => {
        if (document.visibilityState === "visible") listener();
      };
      const offs = [
        listen(globalThis.window, "online", listener),
        listen(globalThis.window, "pageshow", listener),
        listen(globalThis.document, "visibilitychange", visible),
      ];
      return () => offs.forEach(off => off());
    },
    onHide: listener => listen(globalThis.window, "pagehide", listener),
    onReturn: listener => listen(globalThis.window, "pageshow", listener),
  };
}

/**
 * @param {EventTarget | undefined} target
 * @param {string} type
 * @param {() => void} listener
 */
function listen(target, type, listener) {
  if (!target?.addEventListener) return () => {};
  target.addEventListener(type, listener);
  return () => target.removeEventListener(type, listener);
}
