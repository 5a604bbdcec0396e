// A peer that uses the client of this repository, as an application would.

import { connect, MeshCall } from "/client/signaling.js";
import { camera, hold, held, linkStatus, params, refusals, screenTrack, signals } from "./surroundings.js";

export async function start() {
  const stream = await camera();
  const room = connect("/signal", { room: params.get("room"), peerId: params.get("peer"), persist: true });
  const call = new MeshCall(room, { stream, rtcConfiguration: params.has("relay") ? { iceTransportPolicy: "relay" } : undefined });
  const heard = [];
  const counts = { glare: 0, recovered: 0, lost: 0, resolved: 0 };

  call.on("data", ({ peerId, data }) => {
    if (data.startsWith("echo ")) call.send(data.slice(5), { to: peerId });
    else heard.push(`${peerId}: ${data}`);
  });
  call.on("error", ({ error }) => refusals.push(`call: ${error}`));
  room.on("message", ({ fromPeerId, data }) => heard.push(`${fromPeerId}: ${data}`));
  room.on("glare", () => counts.glare++);
  room.on("frame", ({ direction, message }) => {
    if (direction === "in" && message.type === "ack") counts.resolved = message.seen;
  });
  room.on("state", ({ state, recovered }) => {
    if (state === "joined" && recovered !== undefined) counts[recovered ? "recovered" : "lost"]++;
  });
  for (const type of ["offer", "answer", "ice-candidate"]) room.on(type, () => signals.push(type));

  return {
    hold,
    say: text => void room.message(text),
    tell: (peerId, text) => void room.message(text, { to: peerId }),
    ask: (peerId, text) => call.send(`echo ${text}`, { to: peerId }),
    share: () => call.addTrack(screenTrack(), stream),
    restartIce: peerId => call.peers.get(peerId).pc.restartIce(),
    leave: () => room.leave(),
    async status() {
      const links = [...call.peers.values()].map(({ peerId, pc }) => linkStatus(peerId, pc));
      return { state: room.state, links: await Promise.all(links), heard, signals, refusals, held: held.count, ...counts };
    },
  };
}
