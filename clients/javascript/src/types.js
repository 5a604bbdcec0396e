// The shapes that the client and its users share. Nothing here runs.
// The messages themselves are described in docs/protocol.md of the server.

/**
 * What a program should do about an error: try again at once, after `retryAfterMs`, or never.
 * @typedef {"now" | "after" | "never"} Retry
 */

/**
 * The signaling link: `connecting` (no answer to the first join yet), `joined`, `suspended` (the socket is lost, the next
 * attempt waits), `reconnecting` (an attempt is under way), `closed` (for good).
 * @typedef {"connecting" | "joined" | "suspended" | "reconnecting" | "closed"} LinkState
 */

/**
 * One message of the protocol.
 * @typedef {{ type: string, [field: string]: any }} Message
 */

/**
 * Another peer of the room. Replaced by a new object when something about it changes.
 * @typedef {object} Peer
 * @property {string} peerId
 * @property {string} instance The page load it runs in.
 * @property {boolean} polite Our role toward it in perfect negotiation. The impolite one was there first and offers first.
 * @property {any} [data] Its presence data.
 * @property {boolean} suspended It lost its connection and may come back.
 */

/**
 * @typedef {object} Limits
 * @property {number} messageBytes
 * @property {number} dataBytes
 * @property {number} unresolvedMessages
 * @property {number} unresolvedBytes
 */

/**
 * @typedef {object} StateEvent
 * @property {LinkState} state
 * @property {LinkState} previous
 * @property {boolean} [recovered] On `joined` after a loss: whether the server still had the session.
 * @property {boolean} [rejoined] On `joined` after a loss: the session had ended, a new one was made.
 * @property {number} [retryInMs] On `suspended`: when the next attempt starts.
 * @property {import("./errors.js").SignalingError} [error] Why, where it is known.
 */

/**
 * @typedef {object} FrameEvent
 * @property {"in" | "out"} direction
 * @property {Message} message
 * @property {number} bytes
 */

/**
 * @typedef {object} UndeliveredEvent
 * @property {number} seq Own number of the message.
 * @property {string} peerId Whom it did not reach.
 * @property {string} code
 * @property {Message} [message] What was sent.
 */

/**
 * @typedef {object} Receipt
 * @property {number} seq The number the message had.
 * @property {{ peerId: string, code: string }[]} undelivered A broadcast: who did not get it.
 */

/**
 * A relayed offer, answer, candidate, message or receipt.
 * @typedef {{ type: string, fromPeerId: string, instance: string, fromSeq: number, connection?: string, negotiation?: number,
 *   sdp?: any, candidate?: any, ufrag?: string, data?: any, error?: any }} Relayed
 */

/**
 * What a {@link import("./room.js").Room} tells.
 * @typedef {object} RoomEvents
 * @property {StateEvent} state
 * @property {Peer & { existing: boolean }} peer-joined `existing`: it was there before us.
 * @property {Peer} peer-updated
 * @property {Peer} peer-suspended
 * @property {Peer} peer-resumed
 * @property {Peer} peer-reset Another page load took the place of the one before: forget its connection.
 * @property {Peer & { reason: string }} peer-left
 * @property {Relayed} offer
 * @property {Relayed} answer
 * @property {Relayed} ice-candidate
 * @property {Relayed} message
 * @property {Relayed} applied
 * @property {UndeliveredEvent} undelivered
 * @property {{ peerId: string, negotiation: number, won: boolean, seq: number, connection?: string }} glare
 * @property {{ iceServers: RTCIceServer[] }} ice-servers
 * @property {{ afterMs: number, url?: string }} move
 * @property {import("./errors.js").SignalingError} error
 * @property {FrameEvent} frame
 */

/**
 * @typedef {object} RoomOptions
 * @property {string} [url] The server, such as `wss://example.org/signal`. Default: `/signal` of the page's own origin.
 * @property {string} [peerId] Default: the server makes one.
 * @property {any} [data] Presence data, such as `{ name: "Ada" }`.
 * @property {string | ((reason: "first" | "again" | "expired") => string | Promise<string>)} [token] A token, or what fetches
 *   one; called before each join and resume.
 * @property {boolean} [persist] Let a reload of this page come back as the same peer (the others see `peer-reset`). Default false.
 * @property {boolean} [acks] Exactly once. Default true.
 * @property {boolean} [rollback] False: this client cannot roll back an offer. Default true.
 * @property {number} [queueBytesMax] Bytes of messages that may wait here for the server. Default 4 MiB.
 * @property {AbortSignal} [signal] Ends the attempt, or the session, when it fires.
 * @property {Partial<import("./platform.js").Platform>} [platform] What the client takes from its surroundings: for tests and Node.
 */

export {};
