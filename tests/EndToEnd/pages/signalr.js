// A peer on the SignalR hub, with SignalR's own client.

import "./signalr-client.js";
import { params } from "./surroundings.js";
import { textbookPeer } from "./textbook.js";

const methods = { offer: "Offer", answer: "Answer", "ice-candidate": "IceCandidate", message: "Message" };

export async function start() {
  const hub = new signalR.HubConnectionBuilder().withUrl("/hub").build();
  const wire = {
    send: (type, fields) => void hub.send(methods[type], fields),
    on: (type, listener) => hub.on(type, listener),
  };
  const peer = await textbookPeer(wire);
  await hub.start();
  await hub.send("JoinRoom", { room: params.get("room"), peerId: params.get("peer") });
  return peer;
}
