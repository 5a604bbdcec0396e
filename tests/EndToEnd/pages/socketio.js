// The page of the common Socket.IO tutorial, on socket.io-client from npm: who comes in calls everybody who is there, and everybody
// answers. It knows nothing of roles, glare or labels. ?polling keeps it from WebSockets.

import "./socketio-client.js";
import { camera, hold, held, linkStatus, params, refusals, signals } from "./surroundings.js";

export async function start() {
  const stream = await camera();
  const socket = io({ transports: params.has("polling") ? ["polling"] : ["polling", "websocket"] });
  const connections = new Map();
  const channels = new Map();
  const heard = [];
  let state = "connecting";
  let seq = 0;

  function send(type, targetPeerId, fields) {
    socket.emit(type, { targetPeerId, ...fields, seq: ++seq, timestamp: Date.now() });
  }

  function connectionTo(peerId, fields = {}) {
    if (connections.has(peerId)) return connections.get(peerId);
    const pc = new RTCPeerConnection();
    connections.set(peerId, pc);
    pc.onicecandidate = ({ candidate }) => {
      if (candidate) send("ice-candidate", peerId, { candidate, ...fields });
    };
    pc.ondatachannel = ({ channel }) => listen(peerId, channel);
    for (const track of stream.getTracks()) pc.addTrack(track, stream);
    return pc;
  }

  function listen(peerId, channel) {
    channels.set(peerId, channel);
    channel.onmessage = ({ data }) => {
      if (data.startsWith("echo ")) channel.send(data.slice(5));
      else heard.push(`${peerId}: ${data}`);
    };
  }

  async function call(peerId, fields) {
    const pc = connectionTo(peerId, fields);
    listen(peerId, pc.createDataChannel("chat", { negotiated: true, id: 0 }));
    const offer = await pc.createOffer();
    await pc.setLocalDescription(offer);
    send("offer", peerId, { sdp: offer, ...fields });
  }

  const description = (type, sdp) => (typeof sdp === "string" ? { type, sdp } : sdp);

  socket.on("existing-peers", async ({ peers }) => {
    state = "joined";
    for (const peerId of peers) await call(peerId);
  });
  socket.on("offer", async ({ fromPeerId, sdp }) => {
    signals.push("offer");
    const isNew = !connections.has(fromPeerId);
    const pc = connectionTo(fromPeerId);
    const offer = description("offer", sdp);
    if (isNew && offer.sdp.includes("m=application")) listen(fromPeerId, pc.createDataChannel("chat", { negotiated: true, id: 0 }));
    await pc.setRemoteDescription(offer);
    const answer = await pc.createAnswer();
    await pc.setLocalDescription(answer);
    send("answer", fromPeerId, { sdp: answer });
  });
  socket.on("answer", async ({ fromPeerId, sdp }) => {
    signals.push("answer");
    await connections.get(fromPeerId)?.setRemoteDescription(description("answer", sdp));
  });
  socket.on("ice-candidate", async ({ fromPeerId, candidate }) => {
    signals.push("ice-candidate");
    await connections.get(fromPeerId)?.addIceCandidate(candidate);
  });
  socket.on("peer-left", ({ peerId }) => {
    connections.get(peerId)?.close();
    connections.delete(peerId);
  });
  socket.on("message", ({ fromPeerId, data }) => heard.push(`${fromPeerId}: ${data}`));
  socket.on("error", ({ code }) => refusals.push(`server: ${code}`));
  socket.on("connect", () => socket.emit("join-room", params.get("room")));

  return {
    hold,
    say: text => void socket.emit("message", { data: text }),
    ask: (peerId, text) => channels.get(peerId).send(`echo ${text}`),
    /** Somebody whom no roster names: the room says where. */
    call: peerId => call(peerId, { room: params.get("room") }),
    async status() {
      const entries = [...connections].map(([peerId, pc]) => linkStatus(peerId, pc));
      return { state, id: socket.id, transport: socket.io.engine.transport.name, links: await Promise.all(entries), heard, signals, refusals, held: held.count };
    },
  };
}
