// The room in the page's address, so that the address is the invitation.

import { notify } from "./notices.js";

const words = [
  ["amber", "brisk", "calm", "coral", "eager", "fresh", "gentle", "golden", "jolly", "lucky", "mellow", "misty", "quiet", "rapid", "silver", "sunny"],
  ["badger", "beaver", "falcon", "finch", "heron", "lynx", "marten", "otter", "panda", "puffin", "raven", "robin", "seal", "stork", "tiger", "wren"],
];

/** The room that the address names: after #, or as ?room=. */
export function roomInAddress() {
  const hash = location.hash.slice(1);
  const named = hash ? decode(hash) : new URLSearchParams(location.search).get("room");
  return named?.trim() || null;
}

export function putRoomInAddress(room) {
  const url = new URL(location.href);
  url.searchParams.delete("room");
  url.hash = encodeURIComponent(room);
  history.replaceState(null, "", url);
}

export function linkTo(room) {
  const url = new URL(location.pathname, location.href);
  url.hash = encodeURIComponent(room);
  return url.href;
}

/** A room that nobody else is likely to be in. */
export function freshRoom() {
  const random = crypto.getRandomValues(new Uint16Array(3));
  return `${words[0][random[0] % 16]}-${words[1][random[1] % 16]}-${100 + (random[2] % 900)}`;
}

export async function copyLink(room) {
  const link = linkTo(room);
  const copied = await navigator.clipboard?.writeText(link).then(() => true, () => false) || copyOldWay(link);
  notify(copied ? "Link copied. Send it to whom you want to meet." : `Copy this link: ${link}`);
}

// The clipboard is for secure pages only; this works on plain HTTP too.
function copyOldWay(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "visually-hidden";
  document.body.append(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  return copied;
}

function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
