// The shapes of a call. Nothing here runs.

/** @import { Emitter } from "./emitter.js" */
/** @import { LocalMedia } from "./local-media.js" */
/** @import { Platform } from "./platform.js" */
/** @import { Room } from "./room.js" */

/**
 * What a {@link import("./mesh-call.js").MeshCall} tells.
 * @typedef {object} CallEvents
 * @property {{ peerId: string }} peer A connection to this peer is being made.
 * @property {{ peerId: string, stream: MediaStream }} stream A new stream of a peer.
 * @property {{ peerId: string, stream: MediaStream }} stream-gone Its last track was removed.
 * @property {{ peerId: string, track: MediaStreamTrack, streams: readonly MediaStream[], receiver: RTCRtpReceiver,
 *   transceiver: RTCRtpTransceiver }} track
 * @property {{ peerId: string, label: string, channel: RTCDataChannel }} channel A data channel is open.
 * @property {{ peerId: string, label: string, data: any }} data Something came through one: text or an ArrayBuffer.
 * @property {{ peerId: string, state: RTCPeerConnectionState }} connectionstate
 * @property {{ peerId: string, reason: "left" | "reset" | "closed" }} peer-gone The connection was closed for good.
 * @property {{ peerId: string, error: unknown }} error The browser, here or there, refused something.
 */

/**
 * @typedef {object} CallOptions
 * @property {MediaStream} [stream] Sent to everybody from the start.
 * @property {readonly string[]} [channels] Labels of the data channels to each peer. Default `["chat"]`. The same, in the same
 *   order, on all pages of the room.
 * @property {RTCConfiguration} [rtcConfiguration] Added to what the server gives.
 * @property {string} [label] Tells several calls in one room apart.
 * @property {typeof RTCPeerConnection} [RTCPeerConnection]
 * @property {Partial<Platform>} [platform] For tests.
 */

/**
 * What the connections of a call share.
 * @typedef {object} CallParts
 * @property {Room} room
 * @property {Platform} platform
 * @property {Emitter<CallEvents>} events
 * @property {LocalMedia} media
 * @property {readonly string[]} channels
 * @property {string | undefined} label
 * @property {typeof RTCPeerConnection} RTCPeerConnection
 * @property {() => RTCConfiguration} configuration
 */

export {};
