// The server API (docs/api.md), with the admin token of this tab.

const key = "signaling-admin-token";

/** A token in the address' fragment (`#token=…`) is taken out of it, so that it is in no history. */
export function takeTokenFromAddress() {
  const match = location.hash.match(/^#token=([^&]+)/);
  if (!match) return;
  setToken(decodeURIComponent(match[1]));
  history.replaceState(null, "", location.pathname + "#/");
}

export const hasToken = () => sessionStorage.getItem(key) !== null;

/** @param {string | null} token */
export function setToken(token) {
  if (token === null) sessionStorage.removeItem(key);
  else sessionStorage.setItem(key, token);
}

export class ApiError extends Error {
  /** @param {number} status @param {string} message */
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {any} [body]
 */
export async function ask(method, path, body) {
  const response = await fetch(path, {
    method,
    cache: "no-store",
    headers: { authorization: `Bearer ${sessionStorage.getItem(key)}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = response.headers.get("content-type")?.includes("json");
  if (!response.ok) throw new ApiError(response.status, (isJson && text && JSON.parse(text).message) || `The server answered ${response.status}.`);
  return isJson && text ? JSON.parse(text) : text;
}

/** What is not there is null. @param {string} path */
export async function get(path) {
  try {
    return await ask("GET", path);
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null;
    throw error;
  }
}

/** @param {string} room */
export const roomPath = room => `/api/v1/rooms/${encodeURIComponent(room)}`;
