// The entry: everything that users of the client need, and nothing else.

import { Room } from "./room.js";

/** @typedef {import("./types.js").Peer} Peer */
/** @typedef {import("./types.js").Receipt} Receipt */
/** @typedef {import("./types.js").Relayed} Relayed */
/** @typedef {import("./types.js").RoomEvents} RoomEvents */
/** @typedef {import("./types.js").StateEvent} StateEvent */
/** @typedef {import("./types.js").LinkState} LinkState */
/** @typedef {import("./types.js").RoomOptions} RoomOptions */
/** @typedef {import("./call-types.js").CallEvents} CallEvents */
/** @typedef {import("./call-types.js").CallOptions} CallOptions */

export { Room };
export { MeshCall } from "./mesh-call.js";
export { SignalingError } from "./errors.js";
export { explain } from "./codes.js";

/**
 * A room at once, still connecting: listeners can be attached before anything happens. `room.joined` settles with the answer.
 * @param {string} url Such as `wss://example.org/signal`.
 * @param {RoomOptions & { room: string }} options
 * @returns {Room}
 */
export function connect(url, options) {
  return new Room(options.room, { ...options, url });
}

/**
 * A room once it is joined. Rejects with a `SignalingError` where it never will be; a server that cannot be reached is tried
 * again until `options.signal` fires.
 * @param {string} room
 * @param {RoomOptions} [options]
 * @returns {Promise<Room>}
 */
export async function join(room, options) {
  return new Room(room, options).joined;
}
