import { expect, test } from "vitest";
import { Bench, peer, resumed } from "./kit/bench.js";

async function joined() {
  const bench = await new Bench().join({ peers: [peer("bob")] });
  bench.socket.take();
  return bench;
}

test("silence_OfOneHeartbeat_IsAskedAbout", async () => {
  const bench = await joined();
  await bench.pass(19_999);
  expect(bench.socket.sent).toEqual([]);
  await bench.pass(1);
  expect(bench.socket.sent).toEqual([{ type: "ping" }]);
});

test("traffic_OfAnyKind_PutsThePingOff", async () => {
  const bench = await joined();
  await bench.pass(15_000);
  bench.socket.say({ type: "pong" });
  await bench.pass(19_999);
  expect(bench.socket.sent).toEqual([]);
  await bench.pass(1);
  expect(bench.socket.of("ping")).toHaveLength(1);
});

test("silence_OfTwoHeartbeats_DropsTheSocketAndResumes", async () => {
  const bench = await joined();
  await bench.pass(39_999);
  expect(bench.socket.closedWith).toBeNull();
  await bench.pass(1);
  expect(bench.sockets[0].closedWith).toBe(4000);
  await bench.pass(250);
  bench.socket.open();
  expect(bench.socket.sent[0].type).toBe("resume");
});

test("pong_InTime_KeepsTheSocket", async () => {
  const bench = await joined();
  for (let beat = 0; beat < 5; beat++) {
    await bench.pass(20_000);
    bench.socket.say({ type: "pong" });
  }
  expect(bench.sockets).toHaveLength(1);
  expect(bench.socket.of("ping")).toHaveLength(5);
});

test("heartbeat_Seconds_AreTheServers", async () => {
  const bench = await new Bench().join({ heartbeatSeconds: 5 });
  bench.socket.take();
  await bench.pass(5_000);
  expect(bench.socket.of("ping")).toHaveLength(1);
});

test("wake_Joined_AsksAtOnceAndDoesNotWaitLong", async () => {
  const bench = await joined();
  bench.page.happens("wake");
  expect(bench.socket.of("ping")).toHaveLength(1);
  await bench.pass(4_000);
  expect(bench.sockets[0].closedWith).toBe(4000);
});

test("wake_Answered_KeepsTheSocket", async () => {
  const bench = await joined();
  bench.page.happens("wake");
  bench.socket.say({ type: "pong" });
  await bench.pass(10_000);
  expect(bench.sockets).toHaveLength(1);
  expect(bench.socket.closedWith).toBeNull();
});

test("move_Told_ResumesElsewhereBeforeTheOldSocketEnds", async () => {
  const bench = await joined();
  const [old] = bench.sockets;
  old.say({ type: "move", afterMs: 4_000, url: "wss://other.example/signal" });
  expect(bench.take("move")).toEqual([{ afterMs: 4_000, url: "wss://other.example/signal" }]);
  await bench.pass(1_000);
  expect(bench.sockets).toHaveLength(2);
  expect(bench.socket.url).toBe("wss://other.example/signal");
  bench.room.message("meanwhile");
  expect(old.of("message")).toHaveLength(1);
  bench.socket.open();
  expect(bench.socket.sent).toEqual([{ type: "resume", resume: "ticket-1", seen: 0 }]);
  old.say({ type: "peer-joined", ...peer("eve"), seq: 1 });
  expect(old.closedWith).toBeNull();
  bench.socket.say(resumed(), { type: "peer-joined", ...peer("eve"), seq: 1 });
  expect(old.closedWith).toBe(4000);
  expect(bench.socket.of("message")).toEqual([{ type: "message", data: "meanwhile", seq: 1 }]);
  expect(bench.take("peer-joined").filter(event => event.peerId === "eve")).toHaveLength(1);
  expect(bench.states()).toEqual(["joined", "joined"]);
});

test("move_OldSocketTakenOverByOurself_IsNotTheEnd", async () => {
  const bench = await joined();
  const [old] = bench.sockets;
  old.say({ type: "move", afterMs: 0 });
  await bench.pass();
  bench.socket.open();
  old.say({ type: "error", code: "taken-over", message: "Taken over.", retry: "never" });
  old.drop(4009);
  bench.room.message("meanwhile");
  bench.socket.say(resumed());
  expect(bench.states()).toEqual(["joined", "joined"]);
  expect(bench.take("error")).toEqual([]);
  expect(bench.socket.of("message")).toEqual([{ type: "message", data: "meanwhile", seq: 1 }]);
});

test("move_TakenOverByOurselfAndThenRefused_GoesOnTrying", async () => {
  const bench = await joined();
  const [old] = bench.sockets;
  old.say({ type: "move", afterMs: 0 });
  await bench.pass();
  bench.socket.open();
  old.drop(4009);
  bench.socket.drop(1006);
  expect(bench.room.state).toBe("suspended");
  await bench.pass(250);
  bench.socket.open();
  bench.socket.say(resumed());
  expect(bench.room.state).toBe("joined");
});

test("takenOver_ByAnotherPage_IsTheEnd_AlsoWhileMoving", async () => {
  const bench = await joined();
  const [old] = bench.sockets;
  old.say({ type: "move", afterMs: 0 });
  await bench.pass();
  old.say({ type: "error", code: "taken-over", message: "Taken over.", retry: "never" });
  expect(bench.take("error")).toHaveLength(1);
});

test("move_ThatFails_KeepsTheOldSocketAndTriesAtHomeAgain", async () => {
  const bench = await joined();
  const [old] = bench.sockets;
  old.say({ type: "move", afterMs: 0, url: "wss://other.example/signal" });
  await bench.pass();
  bench.socket.drop();
  expect(bench.room.state).toBe("joined");
  await bench.pass(250);
  expect(bench.sockets).toHaveLength(3);
  expect(bench.socket.url).toBe("wss://server.example/signal");
  expect(old.closedWith).toBeNull();
});

test("move_KickedMeanwhile_IsFinal", async () => {
  const bench = await joined();
  const [old] = bench.sockets;
  old.say({ type: "move", afterMs: 0 });
  await bench.pass();
  old.drop(4011);
  await bench.pass(60_000);
  expect(bench.room.state).toBe("closed");
  expect(bench.sockets).toHaveLength(2);
});
