import { expect, test } from "vitest";
import { Bench, existingPeers } from "./kit/bench.js";
import { FakeStorage } from "./kit/fake-page.js";

/** A page that joined and is then reloaded. */
async function reloaded(options = {}) {
  const storage = new FakeStorage();
  const first = await new Bench({ persist: true, ...options }, storage).join();
  first.page.happens("hide");
  return storage;
}

test("reload_Persist_ComesBackWithTheOldTicket", async () => {
  const storage = await reloaded();
  const bench = new Bench({ persist: true }, storage);
  await bench.pass();
  bench.socket.open();
  expect(bench.socket.sent[0]).toMatchObject({ type: "join-room", peerId: "me", resume: "ticket-1" });
});

test("reload_WithoutPersist_IsANewPeer", async () => {
  const storage = await reloaded({ persist: false });
  expect(storage.items.size).toBe(0);
});

test("duplicatedTab_WhileThePageLives_FindsNoTicket", async () => {
  const storage = new FakeStorage();
  await new Bench({ persist: true }, storage).join();
  expect(storage.items.size).toBe(0);
});

test("ticket_Claimed_IsGoneFromTheStorage", async () => {
  const storage = await reloaded();
  new Bench({ persist: true }, storage);
  expect(storage.items.size).toBe(0);
});

test("ticket_PageComesBackFromTheCache_IsTakenBack", async () => {
  const storage = new FakeStorage();
  const bench = await new Bench({ persist: true }, storage).join();
  bench.page.happens("hide");
  expect(storage.items.size).toBe(1);
  bench.page.happens("return");
  expect(storage.items.size).toBe(0);
});

test("ticket_AfterLeaving_IsNotKept", async () => {
  const storage = new FakeStorage();
  const bench = await new Bench({ persist: true }, storage).join();
  bench.room.leave();
  bench.page.happens("hide");
  expect(storage.items.size).toBe(0);
});

test("ticket_OfAnotherPeerIdThanAskedFor_IsNotUsed", async () => {
  const storage = await reloaded();
  const bench = new Bench({ persist: true, peerId: "ada" }, storage);
  await bench.pass();
  bench.socket.open();
  expect(bench.socket.sent[0]).toMatchObject({ peerId: "ada" });
  expect(bench.socket.sent[0]).not.toHaveProperty("resume");
});

test.each(["resume-invalid", "resume-expired", "peer-replaced", "peer-id-taken"])("ticket_RefusedWith%s_IsDroppedAndTheJoinTriedOnceMore", async code => {
  const storage = await reloaded();
  const bench = new Bench({ persist: true }, storage);
  for (let attempt = 0; attempt < 2; attempt++) {
    await bench.pass(1_000);
    bench.socket.open();
    bench.socket.say({ type: "error", code, message: code, retry: "never" });
    bench.socket.drop(4002);
  }
  expect(bench.sockets[1].sent[0]).toEqual({ type: "join-room", room: "kitchen", instance: "instance-1", acks: true });
  await bench.pass(60_000);
  expect(bench.sockets).toHaveLength(2);
  await expect(bench.room.joined).rejects.toMatchObject({ code });
});

test("storage_Forbidden_CostsOnlyTheReload", async () => {
  const storage = new FakeStorage();
  storage.getItem = storage.setItem = storage.removeItem = () => { throw new Error("denied"); };
  const bench = new Bench({ persist: true }, storage);
  await bench.pass();
  bench.socket.open();
  bench.socket.say(existingPeers());
  bench.page.happens("hide");
  expect(bench.room.state).toBe("joined");
});
