// The tutorial's page, on socket.io-client from npm: two meet and negotiate, a stranger does not get through, one drops and is recovered, one leaves.
// node tutorial.mjs <url> <polling | websocket | upgrade> [cluster]; exit code 0 when all of it went well.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../EndToEnd/package.json", import.meta.url));
const { io } = require("socket.io-client");
const [url, way, where] = process.argv.slice(2);
const transports = way === "upgrade" ? ["polling", "websocket"] : [way];
let waits = "";
const watchdog = setTimeout(() => {
    console.error(`too slow; waiting for ${waits}`);
    process.exit(2);
}, 20_000);

function page(name, options = {}) {
    const socket = io(url, { transports, forceNew: true, reconnectionDelay: 50, ...options });
    const inbox = [];
    let wake = () => {};
    socket.onAny((event, ...args) => (inbox.push([event, ...args]), wake()));
    const next = async event => {
        waits = `${name}: ${event}; has ${JSON.stringify(inbox)}`;
        for (;;) {
            const index = inbox.findIndex(([had]) => had === event);
            if (index >= 0) return inbox.splice(index, 1)[0][1];
            await new Promise(resolve => (wake = resolve));
        }
    };
    return { socket, next, inbox, connected: new Promise(resolve => socket.once("connect", resolve)) };
}

const ann = page("ann");
await ann.connected;
ann.socket.emit("join-room", "hall");
assert.deepEqual((await ann.next("existing-peers")).peers, []);

const bob = page("bob");
await bob.connected;
assert.deepEqual(await bob.socket.emitWithAck("join-room", "hall"), { ok: true });
assert.deepEqual((await bob.next("existing-peers")).peers, [ann.socket.id]);
assert.equal((await ann.next("peer-joined")).peerId, bob.socket.id);

const sdp = { type: "offer", sdp: "v=0\r\na=ice-ufrag:Ab12\r\na=x:é\u2028\r\n" };
bob.socket.emit("offer", { targetPeerId: ann.socket.id, sdp, seq: 1, timestamp: Date.now() });
const offer = await ann.next("offer");
assert.deepEqual(offer.sdp, sdp);
assert.equal(offer.fromPeerId, bob.socket.id);
assert.equal(typeof offer.seq, "number");
assert.equal(typeof offer.timestamp, "number");
ann.socket.emit("answer", { targetPeerId: bob.socket.id, sdp: { type: "answer", sdp: "v=0\r\na=ice-ufrag:Wx\r\n" } });
assert.equal((await bob.next("answer")).fromPeerId, ann.socket.id);
bob.socket.emit("ice-candidate", { targetPeerId: ann.socket.id, candidate: { candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", usernameFragment: "Ab12" } });
assert.equal((await ann.next("ice-candidate")).candidate.usernameFragment, "Ab12");

// Not through walls.
const eve = page("eve");
await eve.connected;
await eve.socket.emitWithAck("join-room", "elsewhere");
const refused = await eve.socket.emitWithAck("offer", { targetPeerId: ann.socket.id, sdp });
if (where !== "cluster") { // a new room of a cluster waits for who may come back to it, and says only then that nobody is there
    assert.equal(refused.code, "unknown-target");
    eve.socket.emit("offer", { targetPeerId: ann.socket.id, sdp });
    assert.equal((await eve.next("error")).code, "unknown-target");
}

// The application's own events, with an acknowledgement and with bytes.
assert.deepEqual(await ann.socket.emitWithAck("chat", "hello", { n: 1 }), { ok: true });
assert.equal(await bob.next("chat"), "hello");
ann.socket.emit("file", { bytes: Buffer.from([1, 2, 3]) });
assert.deepEqual([...(await bob.next("file")).bytes], [1, 2, 3]);
ann.socket.emit("whisper", { targetPeerId: bob.socket.id, text: "psst" });
assert.deepEqual(await bob.next("whisper"), { fromPeerId: ann.socket.id, text: "psst" });
assert.equal((await ann.socket.emitWithAck("peer-left", { peerId: bob.socket.id })).ok, false);

// A dropped connection is recovered: same socket, and what was sent meanwhile.
const id = bob.socket.id;
const back = new Promise(resolve => bob.socket.once("connect", resolve));
bob.socket.io.engine.close();
await ann.next("peer-suspended");
ann.socket.emit("chat", "while you were away");
await back;
assert.equal(bob.socket.recovered, true);
assert.equal(bob.socket.id, id);
assert.equal(await bob.next("chat"), "while you were away");
assert.equal((await ann.next("peer-resumed")).peerId, id);

// No such namespace.
const lost = io(`${url}/nowhere`, { transports, forceNew: true });
assert.equal((await new Promise(resolve => lost.once("connect_error", resolve))).message, "Invalid namespace");
lost.close();

bob.socket.disconnect();
assert.equal((await ann.next("peer-left")).peerId, id);
assert.equal(ann.inbox.filter(([event]) => event === "offer").length, 0);
if (way === "upgrade") assert.equal(ann.socket.io.engine.transport.name, "websocket");
ann.socket.disconnect();
eve.socket.disconnect();
clearTimeout(watchdog);
