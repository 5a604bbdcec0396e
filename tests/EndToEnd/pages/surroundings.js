// What the pages take from the browser, with hooks for the tests: loaded before anything else.

export const params = new URLSearchParams(location.search);
const isReload = performance.getEntriesByType("navigation")[0].type === "reload";

/** What the browser refused. A server that keeps its promises leaves this empty. */
export const refusals = [];

/** Types of the signals that came, in order. */
export const signals = [];

for (const name of ["addIceCandidate", "setRemoteDescription", "setLocalDescription"]) {
  const original = RTCPeerConnection.prototype[name];
  RTCPeerConnection.prototype[name] = async function (...args) {
    try {
      return await original.apply(this, args);
    } catch (error) {
      refusals.push(`${name}: ${error}`);
      throw error;
    }
  };
}

// ?stale: credentials stay what they were when the connection was made.
if (params.has("stale")) RTCPeerConnection.prototype.setConfiguration = () => {};

// ?hold=offer keeps offers and what follows them from leaving until released; receipts go their way. A reloaded page holds nothing.
let holding = isReload ? null : params.get("hold");
const released = [];

/** The first message that is held, and how many wait with it. */
export const held = { count: 0 };

/** @param {string | null} kind From now on; null lets everything go. */
export function hold(kind) {
  holding = kind;
  if (kind !== null) return;
  held.count = 0;
  for (const send of released.splice(0)) send();
}

window.WebSocket = class extends WebSocket {
  send(text) {
    const isKind = holding !== null && new RegExp(`"(type|target)":"${holding}"`, "i").test(text);
    const isReceipt = /"type":"(ack|applied|ping)"/.test(text);
    if (isReceipt || (held.count === 0 && !isKind)) return super.send(text);
    held.count++;
    released.push(() => super.send(text));
  }
};

/** Small and slow, so that many fit on one machine. */
export function camera() {
  return navigator.mediaDevices.getUserMedia({ audio: true, video: { width: 160, height: 120, frameRate: 10 } });
}

/** A picture that moves: stands for a shared screen. */
export function screenTrack() {
  const canvas = Object.assign(document.createElement("canvas"), { width: 160, height: 120 });
  const context = canvas.getContext("2d");
  let turn = 0;
  setInterval(() => {
    context.fillStyle = `hsl(${turn++ * 10}, 80%, 50%)`;
    context.fillRect(0, 0, canvas.width, canvas.height);
  }, 100);
  return canvas.captureStream(10).getVideoTracks()[0];
}

/** How a connection is doing, and the frames decoded so far of each video that comes in. */
export async function linkStatus(peerId, pc) {
  const report = await pc.getStats();
  const videos = [...report.values()].filter(entry => entry.type === "inbound-rtp" && entry.kind === "video");
  const pair = report.get([...report.values()].find(entry => entry.type === "transport")?.selectedCandidatePairId);
  return {
    route: report.get(pair?.localCandidateId)?.candidateType ?? null,
    users: pc.getConfiguration().iceServers.map(server => server.username).filter(Boolean),
    peerId, connection: pc.connectionState, signaling: pc.signalingState, ice: pc.iceConnectionState, gathering: pc.iceGatheringState,
    frames: videos.map(entry => entry.framesDecoded ?? 0),
  };
}
