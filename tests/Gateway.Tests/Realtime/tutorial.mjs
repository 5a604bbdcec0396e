// The tutorial's page, on @supabase/realtime-js from npm, unmodified: a channel a room, presence for who is there, broadcasts for offers, answers and
// candidates that name their targetPeerId. node tutorial.mjs <url> <version of the framing>; exit code 0 when all of it went well.
import assert from "node:assert/strict";
import { clientOf, end, inboxOf, outsider, vsn } from "./client.mjs";

const room = `hall ${vsn} ${Math.random()}`;

async function page(name, config = {}, listen = () => {}) {
    const client = clientOf(50);
    const { inbox, heard, next } = inboxOf(name);
    const channel = client.channel(room, { config: { presence: { key: name }, ...config } });
    channel
        .on("presence", { event: "sync" }, () => heard("sync", channel.presenceState()))
        .on("presence", { event: "join" }, ({ key, newPresences }) => heard(`join ${key}`, newPresences))
        .on("presence", { event: "leave" }, ({ key }) => heard(`leave ${key}`))
        .on("broadcast", { event: "offer" }, ({ payload }) => heard("offer", payload))
        .on("broadcast", { event: "answer" }, ({ payload }) => heard("answer", payload))
        .on("broadcast", { event: "ice-candidate" }, ({ payload }) => heard("ice-candidate", payload))
        .on("broadcast", { event: "chat" }, ({ payload }) => heard("chat", payload))
        .on("system", {}, payload => heard("system", payload));
    listen(channel);
    channel.subscribe((status, error) => heard(status, error));
    await next("SUBSCRIBED");
    return { client, channel, inbox, next, send: (event, payload) => channel.send({ type: "broadcast", event, payload: { fromPeerId: name, ...payload } }) };
}

const ann = await page("ann");
assert.equal(await ann.channel.track({ name: "Ann", joinedAt: 1 }), "ok");
await ann.next("join ann");
const bob = await page("bob", { broadcast: { self: true, ack: true } });
assert.equal((await bob.next("join ann"))[0].name, "Ann");
assert.equal(await bob.channel.track({ name: "Bob" }), "ok");
assert.equal((await ann.next("join bob"))[0].name, "Bob");
const eve = await page("eve");
assert.deepEqual(Object.keys(eve.channel.presenceState()).sort(), ["ann", "bob"]);

// A candidate that overtakes its description waits for it; nobody else hears of either.
const sdp = { type: "offer", sdp: "v=0\r\na=ice-ufrag:Ab12\r\na=x:é\u2028\r\n" };
const candidate = { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: "Ab12" };
await ann.send("ice-candidate", { targetPeerId: "bob", candidate, seq: 2, timestamp: 3 });
await ann.send("offer", { targetPeerId: "bob", sdp, seq: 1, timestamp: 2 });
assert.deepEqual(await bob.next("offer"), { fromPeerId: "ann", targetPeerId: "bob", sdp, seq: 1, timestamp: 2 });
assert.deepEqual(await bob.next("ice-candidate"), { fromPeerId: "ann", targetPeerId: "bob", candidate, seq: 2, timestamp: 3 });
assert.equal(await bob.send("answer", { targetPeerId: "ann", sdp: { type: "answer", sdp: "v=0\r\na=ice-ufrag:Wx\r\n" } }), "ok");
assert.equal((await ann.next("answer")).fromPeerId, "bob");
await bob.next("answer"); // it asked for its own

// Everybody, over the socket and over HTTP.
await bob.send("chat", { text: "hello" });
assert.deepEqual(await eve.next("chat"), { fromPeerId: "bob", text: "hello" });
await ann.next("chat");
assert.deepEqual(await eve.channel.httpSend("chat", { text: "by post" }), { success: true });
assert.deepEqual(await ann.next("chat"), { text: "by post" });
assert.equal(await outsider().channel(room).send({ type: "broadcast", event: "chat", payload: { text: "in a batch" } }), "ok");
assert.deepEqual(await ann.next("chat"), { text: "in a batch" });
if (vsn === "2.0.0") {
    await ann.channel.send({ type: "broadcast", event: "chat", payload: new Uint8Array([1, 2, 255]).buffer });
    await eve.next("chat").then(() => eve.next("chat")).then(() => eve.next("chat")).then(bytes => assert.deepEqual([...new Uint8Array(bytes)], [1, 2, 255]));
}

// There is no database; the channel works all the same.
const dan = await page("dan", {}, channel => channel.on("postgres_changes", { event: "*", schema: "public", table: "t" }, () => {}));
assert.match((await dan.next("system")).message, /postgres_changes/);
assert.equal(await dan.channel.track({}), "ok");
await dan.client.setAuth("header.payload.signature"); // a fresh token is pushed; nothing comes of it
await new Promise(resolve => dan.client.onHeartbeat(status => status === "ok" && resolve()));

// A drop: the page comes back by itself, and finds what was sent to it meanwhile.
await ann.next("join dan");
await bob.next("join dan");
dan.client.socketAdapter.getSocket().conn.terminate();
await dan.next("CHANNEL_ERROR");
await ann.next("leave dan");
await ann.send("offer", { targetPeerId: "dan", sdp });
await dan.next("SUBSCRIBED");
assert.equal((await dan.next("offer")).fromPeerId, "ann");

assert.equal(await bob.channel.untrack(), "ok");
await ann.next("leave bob");
assert.equal(await ann.client.removeChannel(ann.channel), "ok");
await eve.next("leave ann");
assert.equal(eve.inbox.filter(([what]) => ["offer", "answer", "ice-candidate"].includes(what)).length, 0);
for (const { client } of [ann, bob, eve, dan]) client.disconnect();
end();
