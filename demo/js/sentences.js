// What went wrong, said to a person.

import { explain } from "/client/signaling.js";

/** Whether this page may ask for devices at all: browsers give them to HTTPS and localhost only. */
export const mayUseDevices = () => Boolean(globalThis.isSecureContext && navigator.mediaDevices?.getUserMedia);

export const insecurePage =
  "Your browser gives camera and microphone only to pages on HTTPS or localhost, and this page came over plain HTTP. "
  + "You can join without them: you see and hear the others, and can chat.";

const deviceSentences = {
  NotAllowedError: "You (or your browser) did not allow camera and microphone. Allow them in the address bar and reload, or join without.",
  NotFoundError: "No camera or microphone was found. You can join without: you see and hear the others, and can chat.",
  NotReadableError: "The camera or microphone is being used by another program. Close it and reload, or join without.",
  OverconstrainedError: "The camera cannot do what was asked of it. You can join without.",
};

/** @param {any} error From getUserMedia. */
export function deviceSentence(error) {
  return deviceSentences[error?.name] ?? `Camera and microphone cannot be used (${error?.message ?? error}). You can join without.`;
}

/** @param {any} error From getDisplayMedia; null where the user just changed their mind. */
export function screenSentence(error) {
  if (error?.name === "NotAllowedError") return null;
  return `The screen cannot be shared (${error?.message ?? error}).`;
}

/** @param {any} error From the signaling client. */
export function signalingSentence(error) {
  return explain(error?.code ?? "", error?.message ?? String(error));
}

const leaveSentences = {
  "window-ended": "lost the connection",
  "session-lost": null,
  "closed": null,
};

/** Why somebody is not there any more; null where nothing needs to be said. */
export function leaveSentence(name, reason) {
  const how = reason in leaveSentences ? leaveSentences[reason] : "left";
  return how && `${name} ${how}.`;
}
