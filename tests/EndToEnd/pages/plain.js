// A peer on a bare WebSocket that does not acknowledge. ?early makes it ill-behaved: its candidates leave before its offer.

import { params } from "./surroundings.js";
import { textbookPeer } from "./textbook.js";

export async function start() {
  const listeners = new Map();
  const wire = {
    send: (type, fields) => socket.send(JSON.stringify({ type, ...fields })),
    on: (type, listener) => listeners.set(type, listener),
  };
  const habits = { deliver: params.has("early") ? candidatesFirst : undefined };
  const peer = await textbookPeer(wire, habits);
  const socket = new WebSocket(`${location.origin.replace("http", "ws")}/signal`);
  socket.onmessage = ({ data }) => {
    const message = JSON.parse(data);
    listeners.get(message.type)?.(message);
  };
  socket.onopen = () => wire.send("join-room", { room: params.get("room"), peerId: params.get("peer") });
  return peer;
}

// The offer waits until the browser has gathered everything, but is sent as it was at first: what the other side learns of
// addresses is in the candidates alone.
function candidatesFirst(pc, send) {
  pc.onnegotiationneeded = async () => {
    await pc.setLocalDescription();
    const { sdp } = pc.localDescription;
    pc.onicecandidate = ({ candidate }) => {
      send("ice-candidate", { candidate });
      if (candidate === null) send("offer", { sdp });
    };
  };
}
