import { expect, test } from "vitest";
import { SignalingError, connect, join } from "../src/signaling.js";
import { Bench, existingPeers, peer, watch } from "./kit/bench.js";

test("connect_FirstMessage_IsJoinRoomWithInstanceAndAcks", async () => {
  const bench = new Bench({ peerId: "ada", data: { name: "Ada" }, token: "t" });
  await bench.pass();
  expect(bench.socket.protocols).toEqual(["signaling.v1"]);
  expect(bench.socket.sent).toEqual([]);
  bench.socket.open();
  expect(bench.socket.sent).toEqual([
    { type: "join-room", room: "kitchen", peerId: "ada", instance: "instance-1", acks: true, token: "t", data: { name: "Ada" } },
  ]);
});

test("existingPeers_Answer_FillsTheRoomBeforeJoinedIsTold", async () => {
  const bench = new Bench();
  /** @type {string[]} */
  const seenAtJoin = [];
  bench.room.on("state", () => seenAtJoin.push(...bench.room.peers.keys()));
  await bench.join({ peers: [peer("bob", { data: { name: "Bob" } }), peer("eve", { suspended: true })], iceServers: [{ urls: "stun:s" }] });
  expect(seenAtJoin).toEqual(["bob", "eve"]);
  expect(bench.room.peerId).toBe("me");
  expect(bench.room.state).toBe("joined");
  expect(bench.room.iceServers).toEqual([{ urls: "stun:s" }]);
  expect(bench.room.peers.get("bob")).toEqual({ peerId: "bob", instance: "bob-1", polite: true, data: { name: "Bob" }, suspended: false });
  expect(bench.room.peers.get("eve")?.suspended).toBe(true);
  expect(bench.take("peer-joined").map(p => [p.peerId, p.existing])).toEqual([["bob", true], ["eve", true]]);
  await expect(bench.room.joined).resolves.toBe(bench.room);
});

test("join_RefusedForGood_RejectsWithTheCode", async () => {
  const bench = new Bench({ peerId: "ada" });
  await bench.pass();
  bench.socket.open();
  bench.socket.say({ type: "error", code: "peer-id-taken", message: "Taken.", retry: "never" });
  bench.socket.drop(4002);
  await bench.pass(60_000);
  await expect(bench.room.joined).rejects.toMatchObject({ code: "peer-id-taken", retry: "never", message: "Taken." });
  await expect(bench.room.joined).rejects.toBeInstanceOf(SignalingError);
  expect(bench.sockets).toHaveLength(1);
  expect(bench.room.state).toBe("closed");
});

test("join_RefusedForNow_TriesAgainAfterTheTimeTold", async () => {
  const bench = new Bench();
  await bench.pass();
  bench.socket.open();
  bench.socket.say({ type: "error", code: "server-full", message: "Full.", retry: "after", retryAfterMs: 3_000 });
  bench.socket.drop(4002);
  await bench.pass(2_999);
  expect(bench.sockets).toHaveLength(1);
  await bench.pass(1);
  expect(bench.sockets).toHaveLength(2);
  await bench.join();
  expect(bench.room.state).toBe("joined");
});

test("join_SocketLostBeforeTheAnswer_AsksAgainAsTheSameInstance", async () => {
  const bench = new Bench();
  await bench.pass();
  bench.socket.open();
  bench.socket.drop();
  await bench.pass(250);
  bench.socket.open();
  expect(bench.socket.sent[0]).toMatchObject({ type: "join-room", instance: "instance-1" });
});

test("join_AnsweredWithAnErrorOnAnOpenSocket_IsRefused", async () => {
  const bench = new Bench({ data: "x".repeat(9_000) });
  await bench.pass();
  bench.socket.open();
  bench.socket.say({ type: "error", code: "data-too-large", message: "Too large.", retry: "never" });
  expect(bench.room.state).toBe("closed");
  await expect(bench.room.joined).rejects.toMatchObject({ code: "data-too-large" });
});

test("join_WithATokenThatExpired_IsRefused", async () => {
  const bench = new Bench({ token: "old" });
  await bench.pass();
  bench.socket.open();
  bench.socket.say({ type: "error", code: "token-expired", message: "Old.", retry: "never" });
  await bench.pass(60_000);
  await expect(bench.room.joined).rejects.toMatchObject({ code: "token-expired" });
  expect(bench.sockets).toHaveLength(1);
});

test("join_NoAnswer_IsGivenUpAndTriedAgain", async () => {
  const bench = new Bench();
  await bench.pass();
  bench.socket.open();
  await bench.pass(15_000);
  expect(bench.sockets[0].closedWith).toBe(4000);
  await bench.pass(250);
  expect(bench.sockets).toHaveLength(2);
});

test("message_BeforeTheJoin_WaitsForIt", async () => {
  const bench = new Bench();
  const fate = watch(bench.room.message("early"));
  await bench.join();
  expect(bench.socket.of("message")).toEqual([{ type: "message", data: "early", seq: 1 }]);
  bench.socket.say({ type: "ack", seen: 1 });
  await bench.pass();
  expect(fate.value).toEqual({ seq: 1, undelivered: [] });
});

test("token_Function_IsAskedBeforeEachFirstMessage", async () => {
  /** @type {string[]} */
  const reasons = [];
  const bench = new Bench({ token: async reason => `token-${reasons.push(reason)}` });
  await bench.join();
  expect(bench.socket.sent[0].token).toBe("token-1");
  await bench.resume();
  expect(bench.socket.sent[0]).toMatchObject({ type: "resume", token: "token-2" });
  expect(reasons).toEqual(["first", "again"]);
});

test("token_CannotBeFetched_IsTriedAgain", async () => {
  let asked = 0;
  const bench = new Bench({ token: () => (asked++ === 0 ? Promise.reject(new Error("offline")) : "t") });
  await bench.pass(1_000);
  expect(bench.take("error")[0]).toMatchObject({ code: "token-unavailable" });
  bench.socket.open();
  expect(bench.socket.sent[0].token).toBe("t");
});

test("leave_Joined_SaysSoAndCloses", async () => {
  const bench = await new Bench().join({ peers: [peer("bob")] });
  const fate = watch(bench.room.message("last", { to: "bob" }));
  bench.room.leave();
  await bench.pass(60_000);
  expect(bench.socket.sent.at(-1)).toMatchObject({ type: "leave-room" });
  expect(bench.socket.closedWith).toBe(1000);
  expect(fate.error.code).toBe("closed");
  expect(bench.room.state).toBe("closed");
  expect(bench.room.peers.size).toBe(0);
  expect(bench.sockets).toHaveLength(1);
  await expect(bench.room.message("later")).rejects.toMatchObject({ code: "closed" });
});

test("signal_Aborted_EndsTheAttempt", async () => {
  const abort = new AbortController();
  const bench = new Bench({ signal: abort.signal });
  await bench.pass();
  abort.abort();
  await expect(bench.room.joined).rejects.toMatchObject({ code: "closed" });
});

test("join_WithoutAnAddress_RejectsWithBadUrl", async () => {
  await expect(join("kitchen")).rejects.toMatchObject({ code: "bad-url" });
  expect(() => connect("ftp://server.example", { room: "kitchen" })).toThrow(SignalingError);
});

test("url_Http_BecomesWebSocket", async () => {
  const bench = new Bench({});
  const room = connect("https://server.example/signal", { room: "r", platform: bench.platform });
  await bench.pass();
  expect(bench.socket.url).toBe("wss://server.example/signal");
  room.leave();
});

test("frame_Listener_SeesBothDirections", async () => {
  const bench = new Bench();
  /** @type {string[]} */
  const frames = [];
  bench.room.on("frame", ({ direction, message }) => frames.push(`${direction} ${message.type}`));
  await bench.join();
  expect(frames).toEqual(["out join-room", "in existing-peers"]);
});

test("existingPeers_OfAJoinTakenOver_IsTheAnswer", async () => {
  const bench = new Bench();
  await bench.pass();
  bench.socket.open();
  bench.socket.say(existingPeers(), { type: "peer-joined", ...peer("bob"), seq: 1 });
  expect([...bench.room.peers.keys()]).toEqual(["bob"]);
});
