// A peer on Supabase Realtime, as a tutorial has it: a channel a room, presence for who is there, broadcasts that name their targetPeerId. Who is there
// calls who comes; with ?comer who comes calls who is there; with ?both both do. It queues nothing and numbers nothing; a server that keeps order leaves it
// nothing to refuse.

import { RealtimeClient } from "@supabase/realtime-js";
import { camera, linkStatus, params, refusals, signals } from "./surroundings.js";

export async function start() {
  const me = params.get("peer");
  const stream = await camera();
  const links = new Map();
  const heard = [];
  let state = "connecting";
  let synced = false;

  const client = new RealtimeClient(`${location.origin.replace("http", "ws")}/realtime/v1`, { params: { apikey: "anon" }, vsn: params.get("vsn") ?? undefined });
  const channel = client.channel(params.get("room"), { config: { presence: { key: me } } });
  const send = (event, payload) => channel.send({ type: "broadcast", event, payload });

  function linkTo(peerId) {
    if (links.has(peerId)) return links.get(peerId);
    const pc = new RTCPeerConnection();
    const link = { pc, chain: Promise.resolve(), channel: pc.createDataChannel("chat", { negotiated: true, id: 0 }) };
    links.set(peerId, link);
    for (const track of stream.getTracks()) pc.addTrack(track, stream);
    link.channel.onmessage = ({ data }) => {
      if (data.startsWith("echo ")) link.channel.send(data.slice(5));
      else heard.push(`${peerId}: ${data}`);
    };
    pc.onicecandidate = ({ candidate }) => candidate && send("ice-candidate", { targetPeerId: peerId, fromPeerId: me, candidate });
    return link;
  }

  function onSignal(event, handle) {
    channel.on("broadcast", { event }, ({ payload }) => {
      if (payload.targetPeerId !== me) return refusals.push(`${event} for ${payload.targetPeerId}`);
      signals.push(event);
      const link = linkTo(payload.fromPeerId);
      link.chain = link.chain.then(() => handle(link, payload)).catch(() => {});
    });
  }

  onSignal("offer", async ({ pc }, { fromPeerId, sdp }) => {
    await pc.setRemoteDescription(sdp);
    await pc.setLocalDescription();
    send("answer", { targetPeerId: fromPeerId, fromPeerId: me, sdp: pc.localDescription });
  });
  onSignal("answer", ({ pc }, { sdp }) => pc.setRemoteDescription(sdp));
  onSignal("ice-candidate", ({ pc }, { candidate }) => pc.addIceCandidate(candidate));
  channel.on("broadcast", { event: "message" }, ({ payload, meta }) => heard.push(`${meta.fromPeerId}: ${payload}`));
  channel.on("presence", { event: "sync" }, () => (synced = true));
  // Chromium never gathers again where an offer is taken back in the very turn in which it was set, or before: whoever may be called while calling leaves
  // a turn in between.
  function call(peerId) {
    const link = linkTo(peerId);
    return (link.chain = link.chain.then(async () => {
      await link.pc.setLocalDescription();
      send("offer", { targetPeerId: peerId, fromPeerId: me, sdp: link.pc.localDescription });
      await new Promise(resolve => setTimeout(resolve));
    }));
  }


  channel.on("presence", { event: "join" }, ({ key }) => {
    const wasHere = !synced;
    if (key !== me && !links.has(key) && (params.has("both") || wasHere === params.has("comer"))) void call(key);
  });
  channel.on("presence", { event: "leave" }, ({ key }) => {
    links.get(key)?.pc.close();
    links.delete(key);
  });
  channel.on("system", {}, ({ code }) => code !== "glare-lost" && refusals.push(`server: ${code}`));
  channel.subscribe(async status => {
    if (status !== "SUBSCRIBED") return;
    await channel.track({ name: me });
    state = "joined";
  });

  return {
    say: text => send("message", text),
    call,
    ask: (peerId, text) => links.get(peerId).channel.send(`echo ${text}`),
    async status() {
      const entries = [...links].map(([peerId, { pc }]) => linkStatus(peerId, pc));
      return { state, links: await Promise.all(entries), heard, signals, refusals };
    },
  };
}
