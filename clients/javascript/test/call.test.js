import { expect, test } from "vitest";
import { CallBench, impolite, polite, stream, track } from "./kit/call-bench.js";
import { FakeConnection } from "./kit/fake-connection.js";
import { peer } from "./kit/bench.js";

test("peers_OfTheRoom_GetAConnectionEach", async () => {
  const bench = new CallBench([impolite()]);
  await bench.presence("peer-joined", peer("eve"));
  expect([...bench.call.peers.keys()]).toEqual(["bob", "eve"]);
  expect(FakeConnection.all).toHaveLength(2);
});

test("iceServers_OfServerAndPage_AreUsedAndRefreshed", async () => {
  const bench = new CallBench([impolite()], { rtcConfiguration: { iceServers: [{ urls: "stun:own" }], bundlePolicy: "max-bundle" } });
  expect(bench.pc.configuration).toEqual({ bundlePolicy: "max-bundle", iceServers: [{ urls: "stun:own" }, { urls: "stun:one" }] });
  bench.room.iceServers = [{ urls: "stun:two" }];
  bench.room.emit("ice-servers", {});
  expect(bench.pc.configuration.iceServers).toEqual([{ urls: "stun:own" }, { urls: "stun:two" }]);
});

test("tracks_GoToThoseThereAndThoseToCome", async () => {
  const camera = track("camera");
  const local = stream(camera);
  const bench = new CallBench([impolite()]);
  bench.call.addStream(local);
  await bench.presence("peer-joined", peer("eve", { polite: false }));
  expect(FakeConnection.all.map(pc => pc.senders.map(sender => [sender.track.id, sender.streams]))).toEqual([[["camera", [local]]], [["camera", [local]]]]);
  bench.call.removeTrack(camera);
  expect(FakeConnection.all.map(pc => pc.senders)).toEqual([[], []]);
  expect(bench.call.tracks).toEqual([]);
});

test("replaceTrack_ChangesEverySenderWithoutNegotiation", async () => {
  const camera = track("camera");
  const screen = track("screen");
  const bench = new CallBench([impolite()], { stream: stream(camera) });
  await bench.pass();
  await bench.answer("r1");
  await bench.pass();
  bench.take();
  await bench.call.replaceTrack(camera, screen);
  await bench.presence("peer-joined", peer("eve", { polite: true }));
  expect(FakeConnection.all.map(pc => pc.senders[0].track)).toEqual([screen, screen]);
  expect(bench.take()).toEqual([]);
  await expect(bench.call.replaceTrack(camera, screen)).rejects.toThrow(TypeError);
});

test("streams_AreToldOnceAndWhenTheirLastTrackGoes", async () => {
  const bench = new CallBench([polite()]);
  const tracks = [track("a", "audio"), track("v")];
  const remote = stream();
  remote.getTracks = () => tracks;
  for (const one of tracks) bench.pc.ontrack({ track: one, streams: [remote] });
  expect(bench.events("stream")).toEqual([{ peerId: "bob", stream: remote }]);
  expect(bench.events("track").map(event => event.track.id)).toEqual(["a", "v"]);
  tracks.pop();
  remote.dispatchEvent(new Event("removetrack"));
  expect(bench.events("stream-gone")).toEqual([]);
  tracks.pop();
  remote.dispatchEvent(new Event("removetrack"));
  expect(bench.events("stream-gone")).toEqual([{ peerId: "bob", stream: remote }]);
  expect(bench.call.peers.get("bob")?.streams.size).toBe(0);
});

test("channels_AreAgreedOnBeforehandAndCarryBothWays", async () => {
  const bench = new CallBench([polite()], { channels: ["chat", "files"] });
  expect(bench.pc.channels.map(channel => [channel.label, channel.options])).toEqual([
    ["chat", { negotiated: true, id: 0 }], ["files", { negotiated: true, id: 1 }],
  ]);
  expect(bench.call.send("too early")).toEqual([]);
  const [chat, files] = bench.pc.channels;
  chat.open();
  files.open();
  expect(bench.events("channel").map(event => event.label)).toEqual(["chat", "files"]);
  expect(bench.call.send("hello")).toEqual(["bob"]);
  expect(bench.call.send("bytes", { to: "bob", label: "files" })).toEqual(["bob"]);
  expect(bench.call.send("nobody", { to: "eve" })).toEqual([]);
  expect([chat.sent, files.sent]).toEqual([["hello"], ["bytes"]]);
  chat.onmessage({ data: "hi" });
  expect(bench.events("data")).toEqual([{ peerId: "bob", label: "chat", data: "hi" }]);
});

test("peerReset_ClosesTheOldConnectionAndMakesANewOneInTheNewRole", async () => {
  const bench = new CallBench([polite()]);
  const [old] = FakeConnection.all;
  await bench.presence("peer-reset", peer("bob", { instance: "bob-2", polite: false }));
  expect(old.signalingState).toBe("closed");
  expect(bench.events("peer-gone")).toEqual([{ peerId: "bob", reason: "reset" }]);
  expect(bench.take()).toMatchObject([{ type: "offer", targetInstance: "bob-2" }]);
  await bench.answer("old");
  expect(bench.pc.signalingState).toBe("have-local-offer");
});

test("peerLeft_ClosesItsConnection", async () => {
  const bench = new CallBench([impolite()]);
  await bench.presence("peer-left", impolite());
  expect(bench.pc.signalingState).toBe("closed");
  expect(bench.events("peer-gone")).toEqual([{ peerId: "bob", reason: "left" }]);
  expect(bench.call.peers.size).toBe(0);
});

test("peerSuspended_KeepsTheConnection", async () => {
  const bench = new CallBench([impolite()]);
  await bench.presence("peer-suspended", impolite());
  await bench.presence("peer-resumed", impolite());
  expect(FakeConnection.all).toHaveLength(1);
  expect(bench.pc.signalingState).not.toBe("closed");
});

test("connectionState_IsToldToPageAndServer", async () => {
  const bench = new CallBench([impolite()]);
  bench.pc.become("connected");
  expect(bench.events("connectionstate")).toEqual([{ peerId: "bob", state: "connected" }]);
  expect(bench.room.reports).toEqual([["bob", "connected"]]);
});

test("connected_TheWayIsToldToTheServer_WithoutAddresses", async () => {
  const bench = new CallBench([impolite()]);
  /** @type {any} */ (bench.pc).getStats = async () => new Map([
    ["t", { id: "t", type: "transport", selectedCandidatePairId: "p" }],
    ["p", { id: "p", type: "candidate-pair", localCandidateId: "l", remoteCandidateId: "r" }],
    ["l", { id: "l", type: "local-candidate", candidateType: "relay", address: "192.0.2.1" }],
    ["r", { id: "r", type: "remote-candidate", candidateType: "host", address: "192.0.2.2" }],
  ]);
  bench.pc.become("connected");
  await bench.pass();
  expect(bench.room.reports).toEqual([["bob", "connected"], ["bob", "connected", { local: "relay", remote: "host" }]]);
});

test("failed_Impolite_RestartsIceAtOnceAndBacksOff", async () => {
  const bench = new CallBench([impolite()]);
  await bench.pass();
  await bench.answer("r1");
  bench.take();
  bench.pc.become("failed");
  await bench.pass();
  expect(bench.pc.restarts).toBe(1);
  expect(bench.take("offer")).toHaveLength(1);
  bench.pc.become("connecting");
  bench.pc.become("failed");
  await bench.pass(1_999);
  expect(bench.pc.restarts).toBe(1);
  await bench.pass(1);
  expect(bench.pc.restarts).toBe(2);
});

test("disconnected_Impolite_RestartsIceOnlyIfItLasts", async () => {
  const bench = new CallBench([impolite()]);
  bench.pc.become("disconnected");
  await bench.pass(4_999);
  bench.pc.become("connected");
  await bench.pass(60_000);
  expect(bench.pc.restarts).toBe(0);
  bench.pc.become("disconnected");
  await bench.pass(5_000);
  expect(bench.pc.restarts).toBe(1);
});

test("failed_Polite_LeavesItToTheOtherSideForLong", async () => {
  const bench = new CallBench([polite()]);
  bench.pc.become("failed");
  await bench.pass(14_999);
  expect(bench.pc.restarts).toBe(0);
  await bench.pass(1);
  expect(bench.pc.restarts).toBe(1);
});

test("failed_SignalingIsDown_RestartsIceWhenItIsBack", async () => {
  const bench = new CallBench([impolite()]);
  bench.room.state = "suspended";
  bench.pc.become("failed");
  await bench.pass(60_000);
  expect(bench.pc.restarts).toBe(0);
  bench.room.state = "joined";
  bench.room.emit("state", { state: "joined" });
  expect(bench.pc.restarts).toBe(1);
});

test("failed_PeerIsAway_RestartsIceWhenItIsBack", async () => {
  const bench = new CallBench([impolite()]);
  await bench.presence("peer-suspended", impolite());
  bench.pc.become("failed");
  await bench.pass(60_000);
  expect(bench.pc.restarts).toBe(0);
  await bench.presence("peer-resumed", impolite());
  expect(bench.pc.restarts).toBe(1);
});

test("labels_KeepCallsOfOneRoomApart", async () => {
  const bench = new CallBench([polite()], { label: "second" });
  await bench.offer("r1");
  expect(bench.take()).toEqual([]);
  await bench.from({ type: "offer", sdp: "v=0\r\na=ice-ufrag:r2\r\n", connection: "second", negotiation: 1 });
  expect(bench.take()).toMatchObject([{ type: "applied", connection: "second" }, { type: "answer", connection: "second" }]);
});

test("close_EndsAllConnectionsAndHearsNoMore", async () => {
  const bench = new CallBench([impolite()]);
  bench.call.close();
  expect(bench.pc.signalingState).toBe("closed");
  expect(bench.events("peer-gone")).toEqual([{ peerId: "bob", reason: "closed" }]);
  await bench.presence("peer-joined", peer("eve"));
  expect(FakeConnection.all).toHaveLength(1);
  expect(bench.events("error")).toEqual([]);
});

test("roomClosed_ClosesTheCall", async () => {
  const bench = new CallBench([impolite()]);
  bench.room.emit("state", { state: "closed" });
  expect(bench.call.peers.size).toBe(0);
});

test("connection_TheBrowserRefuses_IsToldAndStopsNobodyElse", async () => {
  const bench = new CallBench([], { RTCPeerConnection: /** @type {any} */ (class { constructor() { throw new Error("too many"); } }) });
  await bench.presence("peer-joined", impolite());
  expect(bench.events("error")).toMatchObject([{ peerId: "bob", error: { message: "too many" } }]);
  expect(bench.call.peers.size).toBe(0);
});
