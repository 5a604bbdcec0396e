// Perfect negotiation as the standard's example has it (W3C WebRTC, section 10.7), for pages that do without our client. It knows
// nothing of numbers and acknowledgements. The impolite side makes the first offer; with ?eager both do.

import { camera, hold, held, linkStatus, params, refusals, screenTrack, signals } from "./surroundings.js";

/**
 * @param {{ send: (type: string, fields: object) => void, on: (type: string, listener: (message: any) => void) => void }} wire
 * @param {{ deliver?: (pc: RTCPeerConnection, send: (type: string, fields: object) => void) => void }} [habits]
 */
export async function textbookPeer(wire, habits = {}) {
  const stream = await camera();
  const links = new Map();
  const heard = [];
  let state = "connecting";

  wire.on("existing-peers", ({ peers }) => {
    state = "joined";
    peers.forEach(meet);
  });
  wire.on("peer-joined", meet);
  wire.on("peer-reset", meet);
  wire.on("peer-left", ({ peerId }) => forget(peerId));
  wire.on("message", ({ fromPeerId, data }) => heard.push(`${fromPeerId}: ${data}`));
  wire.on("error", ({ code }) => refusals.push(`server: ${code}`));
  for (const type of ["offer", "answer", "ice-candidate"]) {
    wire.on(type, message => {
      signals.push(type);
      if (type === "offer" && !links.has(message.fromPeerId)) meet({ peerId: message.fromPeerId, polite: true, connection: message.connection, isCaller: true });
      const link = links.get(message.fromPeerId);
      link.chain = link.chain.then(() => link[type](message)).catch(() => {});
    });
  }

  // Somebody of the roster; or a caller whom no roster names (PeerJS), on a connection of his: then he says what it carries.
  function meet({ peerId, polite, connection, isCaller }) {
    forget(peerId);
    const pc = new RTCPeerConnection();
    const send = (type, fields) => wire.send(type, { targetPeerId: peerId, connection, ...fields });
    const link = negotiated(pc, polite, send, isCaller);
    links.set(peerId, link);
    if (link.channel) link.channel.onmessage = ({ data }) => {
      if (data.startsWith("echo ")) link.channel.send(data.slice(5));
      else heard.push(`${peerId}: ${data}`);
    };
    habits.deliver?.(pc, send);
    for (const track of stream.getTracks()) pc.addTrack(track, stream);
  }

  function forget(peerId) {
    links.get(peerId)?.pc.close();
    links.delete(peerId);
  }

  return {
    hold,
    say: text => wire.send("message", { data: text }),
    /** Somebody whom no roster names. */
    call: peerId => meet({ peerId, polite: false }),
    ask: (peerId, text) => links.get(peerId).channel.send(`echo ${text}`),
    share: () => {
      const track = screenTrack();
      for (const { pc } of links.values()) pc.addTrack(track, stream);
    },
    async status() {
      const entries = [...links].map(([peerId, { pc }]) => linkStatus(peerId, pc));
      return { state, links: await Promise.all(entries), heard, signals, refusals, held: held.count };
    },
  };
}

function negotiated(pc, polite, send, isCaller) {
  let makingOffer = false;
  let ignoreOffer = false;

  pc.onnegotiationneeded = async () => {
    if (polite && !params.has("eager") && !pc.remoteDescription) return;
    try {
      makingOffer = true;
      await pc.setLocalDescription();
      send(pc.localDescription.type, { sdp: pc.localDescription.sdp });
    } finally {
      makingOffer = false;
    }
  };
  pc.onicecandidate = ({ candidate }) => send("ice-candidate", { candidate });

  async function description({ type, sdp, negotiation }) {
    const collision = type === "offer" && (makingOffer || pc.signalingState !== "stable");
    ignoreOffer = !polite && collision;
    if (ignoreOffer) return;
    await pc.setRemoteDescription(typeof sdp === "string" ? { type, sdp } : sdp);
    if (type !== "offer") return;
    await pc.setLocalDescription();
    send("answer", { sdp: pc.localDescription.sdp, negotiation });
  }

  return {
    pc,
    chain: Promise.resolve(),
    channel: isCaller ? null : pc.createDataChannel("chat", { negotiated: true, id: 0 }),
    offer: message => description({ type: "offer", ...message }),
    answer: message => description({ type: "answer", ...message }),
    async "ice-candidate"({ candidate }) {
      try {
        await pc.addIceCandidate(candidate);
      } catch (error) {
        if (!ignoreOffer) throw error;
      }
    },
  };
}
