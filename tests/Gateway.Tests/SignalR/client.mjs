// The real client from npm, over one transport: two peers call each other, one drops and resumes, one makes a mistake, one stops.
// node client.mjs <url> <WebSockets | ServerSentEvents | LongPolling>; exit code 0 when all of it went well.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../EndToEnd/package.json", import.meta.url));
const { HubConnectionBuilder, HttpTransportType, LogLevel } = require("@microsoft/signalr");

const [url, transport] = process.argv.slice(2);
const events = [
    "existing-peers", "resumed", "peer-joined", "peer-suspended", "peer-resumed", "peer-left", "offer", "answer", "ice-candidate", "message",
    "ack", "error", "pong", "peer-updated", "undelivered",
];

const watchdog = setTimeout(() => {
    console.error(`too slow; waiting for ${[...waits]}`);
    process.exit(2);
}, 40_000);
const waits = new Set();

async function connect(name) {
    const connection = new HubConnectionBuilder()
        .withUrl(url, { transport: HttpTransportType[transport] })
        .withAutomaticReconnect([0, 100, 500])
        .configureLogging(LogLevel.None)
        .build();
    const inbox = [];
    const waiting = [];
    for (const event of events) {
        connection.on(event, message => {
            const index = waiting.findIndex(wait => wait.event === event);
            if (index < 0) inbox.push([event, message]);
            else waiting.splice(index, 1)[0].resolve(message);
        });
    }
    const next = event => new Promise(resolve => {
        const index = inbox.findIndex(([had]) => had === event);
        if (index >= 0) return resolve(inbox.splice(index, 1)[0][1]);
        const what = `${name}: ${event}`;
        waits.add(what);
        waiting.push({ event, resolve: message => (waits.delete(what), resolve(message)) });
    });
    await connection.start();
    return { connection, next, call: (method, fields) => connection.invoke(method, fields) };
}

const ann = await connect("ann");
await ann.call("JoinRoom", { room: "hall", peerId: "ann" });
assert.deepEqual((await ann.next("existing-peers")).peers, []);

const bob = await connect("bob");
await bob.call("JoinRoom", { room: "hall", peerId: "bob", acks: true });
const welcome = await bob.next("existing-peers");
assert.equal(welcome.peers[0].peerId, "ann");
assert.equal((await ann.next("peer-joined")).peerId, "bob");

const sdp = { type: "offer", sdp: "v=0\r\na=ice-ufrag:Ab12\r\na=x:é<+/\u2028\r\n" };
await ann.call("Offer", { targetPeerId: "bob", sdp });
const offer = await bob.next("offer");
assert.deepEqual(offer.sdp, sdp);
await ann.call("IceCandidate", { targetPeerId: "bob", candidate: { candidate: "candidate:1 1 udp 1 10.0.0.1 9 typ host", usernameFragment: "Ab12" } });
const candidate = await bob.next("ice-candidate");
assert.equal(candidate.candidate.usernameFragment, "Ab12");
await bob.call("Answer", { targetPeerId: "ann", negotiation: offer.negotiation, seq: 1, seen: candidate.seq, sdp: "v=0\r\n" });
assert.equal((await ann.next("answer")).sdp, "v=0\r\n");
assert.equal((await bob.next("ack")).seen, 1);

// A large message takes several reads and polls.
const large = "x".repeat(60_000);
await ann.call("Message", { targetPeerId: "bob", data: large });
const got = await bob.next("message");
assert.equal(got.data, large);

// Ending the transport is what the client itself does when the server falls silent.
const reconnected = new Promise(resolve => bob.connection.onreconnected(resolve));
bob.connection.connection.stop(new Error("dropped by the test"));
assert.equal((await ann.next("peer-suspended")).peerId, "bob");
await ann.call("Message", { targetPeerId: "bob", data: "while you were away" });
await reconnected;
await bob.call("Resume", { resume: welcome.resume, seen: got.seq });
assert.equal((await bob.next("resumed")).recovered, true);
assert.equal((await bob.next("message")).data, "while you were away");
assert.equal((await ann.next("peer-resumed")).peerId, "bob");

await assert.rejects(ann.call("Offer", { targetPeerId: "bob" }), /HubException: missing-field: /);
assert.equal((await ann.next("error")).code, "missing-field");
await assert.rejects(ann.call("Nonsense", {}), /HubException: unknown-type: /);
await ann.connection.invoke("Ping");
await ann.next("pong");

// stop() reaches the server over WebSockets only; with the others it looks like a lost connection.
if (transport !== "WebSockets") await bob.call("LeaveRoom", {});
await bob.connection.stop();
assert.equal((await ann.next("peer-left")).reason, "left");
const closed = new Promise(resolve => ann.connection.onclose(resolve));
await ann.connection.invoke("LeaveRoom");
assert.equal(await closed, undefined);
clearTimeout(watchdog);
process.exit(0);
