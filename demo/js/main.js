// The page: lobby, call, lobby.

import { Room } from "/client/signaling.js";
import { CallScreen, ownData } from "./call-screen.js";
import { byId } from "./dom.js";
import { LocalMedia } from "./local-media.js";
import { Lobby } from "./lobby.js";
import { signalingSentence } from "./sentences.js";

/** For end-to-end tests and the console. */
const hook = (globalThis.signalingDemo = { room: null, call: null });

const media = new LocalMedia();
const lobby = new Lobby(media, join);
const stay = tabMemory("signaling-demo:in-call");
let last = null;

byId("ended-again").addEventListener("click", () => {
  byId("ended").close();
  join(last);
});
byId("ended-home").addEventListener("click", () => byId("ended").close());
byId("ended").addEventListener("close", () => {
  if (!hook.room) lobby.show();
});

start();

async function start() {
  const before = reloadedCall();
  if (!before) lobby.show();
  await media.start();
  if (before) join(before);
}

async function join(choice) {
  last = choice;
  lobby.busy(true);
  const room = new Room(choice.room, { data: ownData(choice.name, media), persist: true });
  const screen = new CallScreen(room, media, choice.name, error => ended(screen, error));
  Object.assign(hook, { room, call: screen.call });
  try {
    await room.joined;
  } catch (error) {
    lobby.show(signalingSentence(error));
    return;
  }
  stay.set(choice);
  lobby.hide();
  screen.show();
}

function ended(screen, error) {
  const wasJoined = !byId("call").hidden;
  screen.close();
  Object.assign(hook, { room: null, call: null });
  stay.set(null);
  if (media.screen) media.stopScreen();
  if (!wasJoined) return;
  if (error?.code === "closed") return lobby.show();
  byId("toasts").replaceChildren();
  byId("ended-text").textContent = signalingSentence(error);
  byId("ended").showModal();
}

// A reload in the middle of a call goes back into the call.
function reloadedCall() {
  const [navigation] = performance.getEntriesByType("navigation");
  const before = stay.get();
  if (/** @type {any} */ (navigation)?.type === "reload" && before?.room) return before;
  stay.set(null);
  return null;
}

function tabMemory(key) {
  return {
    get() {
      try {
        return JSON.parse(sessionStorage.getItem(key) ?? "null");
      } catch {
        return null;
      }
    },
    set(value) {
      try {
        if (value) sessionStorage.setItem(key, JSON.stringify(value));
        else sessionStorage.removeItem(key);
      } catch {
        // Site data may be blocked: a reload then starts over.
      }
    },
  };
}
