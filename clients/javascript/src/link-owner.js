// What a link asks and tells. Nothing here runs.

/** @import { Message } from "./types.js" */
/** @import { Verdict } from "./close-rules.js" */
/** @import { SignalingError } from "./errors.js" */

/**
 * @typedef {object} LinkOwner
 * @property {() => Promise<void>} prepare Before each attempt.
 * @property {() => Message} greet The first message of a socket.
 * @property {(message: Message, text: string) => void} receive
 * @property {(error: SignalingError) => void} warned An error that is about no number of ours.
 * @property {(direction: "in" | "out", text: string) => void} frame
 * @property {() => void} trying An attempt begins.
 * @property {() => void} lost The live socket is gone.
 * @property {(verdict: Verdict) => Verdict} judge The last word on what comes next.
 * @property {(waitMs: number | undefined, error?: SignalingError) => void} waiting Undefined: until opened.
 * @property {(error: SignalingError) => void} stopped For good.
 */

export {};
