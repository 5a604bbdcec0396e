// The admin page: asks the server every two seconds, and shows what the address names.

import { ApiError, ask, get, hasToken, setToken, takeTokenFromAddress } from "./api.js";
import { byId, fill } from "./dom.js";
import { Figures } from "./figures.js";
import { count, span } from "./format.js";
import { roomLine } from "./lines.js";
import { parse } from "./metrics.js";
import { Overview } from "./overview.js";
import { PairView } from "./pair-view.js";
import { RoomView } from "./room-view.js";

const everyMs = 2000;
const pageSize = 100;

/** @type {Figures | null} */
let figures = null;
/** @type {{ route: string, overview?: Overview, view?: RoomView | PairView, room: string | null } | null} */
let current = null;
let shown = pageSize;
let timer = 0;
let isAsking = false;

function showView() {
  const route = location.hash.slice(1) || "/";
  if (current?.route === route) return;
  const [, kind, room, , one, other] = route.split("/").map(decodeURIComponent);
  const place = byId("view");
  byId("app").classList.toggle("has-view", kind === "room");
  if (kind === "room" && other) current = { route, room, view: new PairView(place, room, one, other) };
  else if (kind === "room") current = { route, room, view: new RoomView(place, room, refresh) };
  else current = { route, room: null, overview: new Overview(place) };
  document.title = room ? `${room} – Signaling admin` : "Signaling admin";
}

async function update() {
  showView();
  const now = /** @type {NonNullable<typeof current>} */ (current);
  const prefix = byId("rooms-prefix").value;
  const [stats, metrics, rooms, pairs] = await Promise.all([
    ask("GET", "/api/v1/stats"), readMetrics(), ask("GET", `/api/v1/rooms?${new URLSearchParams({ prefix, limit: String(shown) })}`), ask("GET", "/api/v1/pairs?limit=200"),
    now.view?.update(),
  ]);
  figures ??= new Figures(byId("figures"));
  figures.show(stats, metrics, pairs.pairs);
  now.overview?.show(pairs);
  byId("facts").textContent = `${stats.engine === "Orleans" ? "gateway of a cluster" : "single node"}, up ${span(stats.now - stats.startedAt)}`;
  byId("scope").hidden = stats.scope !== "cluster";
  byId("rooms-count").textContent = count(stats.rooms);
  byId("rooms-more").hidden = !rooms.next;
  fill(byId("rooms"), rooms.rooms.map(line => ({ ...line, isOpen: line.room === now.room })), line => line.room, line => roomLine(line, line.isOpen), prefix ? "No room begins so." : "No rooms.");
}

// Metrics may be switched off, or somewhere else.
let hasMetrics = true;
async function readMetrics() {
  if (!hasMetrics) return null;
  const text = await get("/metrics").catch(() => null);
  hasMetrics = typeof text === "string";
  return hasMetrics ? parse(text) : null;
}

async function refresh() {
  if (isAsking || !hasToken()) return;
  isAsking = true;
  clearTimeout(timer);
  try {
    await update();
    tell("live", "good");
  } catch (error) {
    if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return signOut(error.message);
    tell(error instanceof ApiError ? error.message : "not reachable", "bad");
  } finally {
    isAsking = false;
  }
  timer = setTimeout(refresh, document.hidden ? 5 * everyMs : everyMs);
}

/** @param {string} text @param {string} tone */
function tell(text, tone) {
  byId("link").textContent = text;
  byId("link").className = `pill ${tone}`;
}

function open() {
  const isIn = hasToken();
  byId("login").hidden = isIn;
  byId("app").hidden = byId("leave").hidden = byId("link").hidden = !isIn;
  if (isIn) void refresh();
  else byId("token").focus();
}

/** @param {string} [why] */
function signOut(why) {
  clearTimeout(timer);
  setToken(null);
  byId("login-error").hidden = why === undefined;
  byId("login-error").textContent = why ?? "";
  byId("facts").textContent = "";
  open();
}

takeTokenFromAddress();
byId("login-form").addEventListener("submit", event => {
  event.preventDefault();
  setToken(byId("token").value.trim());
  byId("token").value = "";
  open();
});
byId("leave").addEventListener("click", () => signOut());
byId("rooms-prefix").addEventListener("input", () => void refresh());
byId("rooms-more").addEventListener("click", () => {
  shown = Math.min(1000, shown + pageSize);
  void refresh();
});
addEventListener("hashchange", () => {
  takeTokenFromAddress();
  if (hasToken()) showView();
  void refresh();
});
addEventListener("visibilitychange", () => void refresh());
open();
