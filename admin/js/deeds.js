// What an operator does to rooms and peers. Each asks first.

import { ask as request, roomPath } from "./api.js";
import { ask } from "./ask.js";

/** @type {[string, string][]} */
const times = [["60", "1 minute"], ["3600", "1 hour"], ["86400", "1 day"], ["604800", "1 week"], ["31536000", "1 year"]];
const note = { name: "note", label: "Note, for yourselves" };

/** @param {string} room @param {string} peerId @param {() => void} after */
export function kick(room, peerId, after) {
  remove(room, peerId, "Kick", "60", after);
}

/** @param {string} room @param {string} peerId @param {() => void} after */
export function ban(room, peerId, after) {
  remove(room, peerId, "Ban", "86400", after);
}

function remove(room, peerId, word, seconds, after) {
  ask({
    title: `${word} ${peerId}?`,
    text: "Removed at once, wherever it is connected. No token and no ticket lets it in again before the time is over.",
    ok: word,
    danger: true,
    fields: [{ name: "seconds", label: "Keep out for", value: seconds, options: times }, note],
    act: async values => {
      const { removed } = await request("DELETE", `${roomPath(room)}/peers/${encodeURIComponent(peerId)}?${query(values)}`);
      after();
      return removed.length === 0 ? `${peerId} was not there, and stays out.` : `${peerId} was removed.`;
    },
  });
}

/** @param {string} room @param {() => void} after */
export function close(room, after) {
  ask({
    title: `Close ${room}?`,
    text: "Everybody is removed, and nobody gets in before the time is over.",
    ok: "Close the room",
    danger: true,
    fields: [{ name: "seconds", label: "Keep closed for", value: "60", options: times }, note],
    act: async values => {
      const { removed } = await request("DELETE", `${roomPath(room)}?${query(values)}`);
      after();
      return `The room is closed; ${removed.length} removed.`;
    },
  });
}

/** @param {string} room @param {string | null} peerId Null: everybody. */
export function message(room, peerId) {
  ask({
    title: peerId === null ? `Message everybody in ${room}` : `Message ${peerId}`,
    text: "Pages get it as a message from $server.",
    ok: "Send",
    fields: [{ name: "data", label: "Data (JSON, or plain text)", kind: "area", value: "" }],
    act: async ({ data }) => {
      const path = roomPath(room) + (peerId === null ? "" : `/peers/${encodeURIComponent(peerId)}`);
      const { delivered, pending, undelivered } = await request("POST", `${path}/messages`, { data: parsed(data) });
      return delivered ? "Delivered." : pending ? "Sent; not all have confirmed it yet." : `Not delivered to ${undelivered.map(each => `${each.peerId} (${each.code})`).join(", ")}.`;
    },
  });
}

/** @param {string} room @param {any} ban @param {() => void} after */
export async function lift(room, { peerId, identity }, after) {
  await request("DELETE", `${roomPath(room)}/bans?${query({ peerId, identity })}`);
  after();
}

/** @param {Record<string, string | undefined>} values */
const query = values => new URLSearchParams(Object.entries(values).filter(([, value]) => value)).toString();

/** @param {string} text */
function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
