// What follows the end of a socket: section 9 of the protocol as a table.

import { SignalingError } from "./errors.js";

/**
 * `resume`: the same session. `rejoin`: a new one. `token`: wait for a fresh token. `stop`: for good.
 * @typedef {object} Verdict
 * @property {"resume" | "rejoin" | "token" | "stop"} next
 * @property {number} waitMs At least so long, whatever the back-off says.
 * @property {SignalingError} [error]
 */

const momentMs = 500;
const abusiveMs = 5_000;

/** @type {Record<number, string>} */
const finalCodes = {
  1000: "session-ended",
  1003: "protocol-error",
  1007: "protocol-error",
  1009: "message-too-large",
  4009: "taken-over",
  4011: "removed",
};

/**
 * @param {number} code The close code.
 * @param {SignalingError | null} error The error that came just before the end, if one did.
 * @returns {Verdict}
 */
export function afterClose(code, error) {
  if (error?.code === "resume-expired" || error?.code === "resume-invalid") return { next: "rejoin", waitMs: 0, error };
  if (error?.code === "token-expired") return { next: "token", waitMs: 0, error };
  if (code in finalCodes) return { next: "stop", waitMs: 0, error: error ?? new SignalingError(finalCodes[code]) };
  if ((code === 4002 || code === 4003) && error?.retry === "never") return { next: "stop", waitMs: 0, error };
  return { next: "resume", waitMs: waitMs(code, error), error: error ?? undefined };
}

/**
 * @param {number} code
 * @param {SignalingError | null} error
 */
function waitMs(code, error) {
  if (error?.retry === "after" && error.retryAfterMs !== undefined) return error.retryAfterMs;
  if (code === 4029) return abusiveMs;
  return code === 1001 || code === 4010 ? momentMs : 0;
}
