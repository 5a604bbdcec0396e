// Between the messages of the protocol and what the browser takes.

/** @import { Relayed } from "./types.js" */

/** @param {Relayed} message @returns {RTCSessionDescriptionInit} */
export function toDescription({ type, sdp }) {
  const kind = type === "offer" ? "offer" : "answer";
  return typeof sdp === "object" && sdp !== null ? { type: kind, sdp: sdp.sdp } : { type: kind, sdp };
}

/**
 * Null, empty and absent candidates mean the end of candidates.
 * @param {Relayed} message
 * @returns {RTCIceCandidateInit}
 */
export function toCandidate({ candidate, ufrag }) {
  if (candidate === null || candidate === undefined || candidate === "") return { candidate: "", usernameFragment: ufrag };
  if (typeof candidate === "string") return { candidate, sdpMLineIndex: 0, usernameFragment: ufrag ?? ufragIn(candidate) };
  return { ...candidate, usernameFragment: candidate.usernameFragment ?? ufrag ?? ufragIn(candidate.candidate ?? "") };
}

/** @param {RTCSessionDescription | null} description @returns {string | undefined} */
export function ufragOf(description) {
  return description?.sdp.match(/^a=ice-ufrag:(\S+)/m)?.[1];
}

/**
 * Whether the generation that a ufrag names is one of these descriptions.
 * @param {string} ufrag
 * @param {({ sdp: string } | null)[]} descriptions
 */
export function isNamed(ufrag, descriptions) {
  return descriptions.some(description => description?.sdp.split(/\r?\n/).includes(`a=ice-ufrag:${ufrag}`));
}

/** @param {string} line */
function ufragIn(line) {
  return line.match(/ ufrag (\S+)/)?.[1];
}
