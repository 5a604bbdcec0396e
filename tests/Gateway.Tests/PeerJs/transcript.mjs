// The same conversation with PeerServer from npm and with our door; what they say must agree, save for the improvements listed here.
// node transcript.mjs <http address of the gateway>; exit code 0 when all of it went well.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import http from "node:http";

const require = createRequire(new URL("../../EndToEnd/package.json", import.meta.url));
const { WebSocket } = require("ws");
const express = require("express");
const { ExpressPeerServer } = require("peer");

const app = express();
const oracle = http.createServer(app);
const peerServer = ExpressPeerServer(oracle, { path: "/", key: "peerjs" });
peerServer.on("error", () => {}); // nonsense from a client would end the process
app.use("/", peerServer);
await new Promise(resolve => oracle.listen(0, "127.0.0.1", resolve));
const theirs = `http://127.0.0.1:${oracle.address().port}`;
const ours = process.argv[2].replace(/\/$/, "");

const pause = ms => new Promise(resolve => setTimeout(resolve, ms));
setTimeout(() => (console.error("too slow"), process.exit(2)), 50_000).unref();

// One conversation; returns what each client was told, and how it ended.
async function converse(origin) {
    const transcript = {};
    const open = (name, query) => new Promise(resolve => {
        const lines = transcript[name] = [];
        const socket = new WebSocket(`${origin.replace("http", "ws")}/peerjs?${query}`);
        socket.on("message", data => (lines.push(JSON.parse(data)), resolve(socket)));
        socket.on("close", () => lines.push("closed"));
    });
    const say = async (socket, message) => {
        socket.send(typeof message === "string" ? message : JSON.stringify(message));
        await pause(60);
    };
    const sdp = (type, ufrag) => ({ type, sdp: `v=0\r\na=ice-ufrag:${ufrag}\r\n` });
    const ice = ufrag => ({ candidate: "candidate:1 1 udp 1 192.0.2.1 9 typ host", sdpMid: "0", sdpMLineIndex: 0, usernameFragment: ufrag });

    const ann = await open("ann", "key=peerjs&id=ann&token=a&version=1.5.5");
    const bob = await open("bob", "key=peerjs&id=bob&token=b&version=1.5.5");
    await open("thief", "key=peerjs&id=ann&token=c");
    await open("wrong key", "key=wrong&id=x&token=c");
    await open("no token", "key=peerjs&id=x");
    await say(ann, { type: "HEARTBEAT" });
    await say(ann, { type: "OFFER", dst: "bob", payload: { sdp: sdp("offer", "aaaa"), type: "data", connectionId: "dc_1", metadata: { x: [1] }, label: "dc_1", reliable: true, serialization: "binary" } });
    await say(ann, { type: "CANDIDATE", dst: "bob", payload: { candidate: ice("aaaa"), type: "data", connectionId: "dc_1" } });
    await say(bob, { type: "ANSWER", dst: "ann", payload: { sdp: sdp("answer", "bbbb"), type: "data", connectionId: "dc_1" } });
    await say(bob, { type: "CANDIDATE", dst: "ann", payload: { candidate: ice("bbbb"), type: "data", connectionId: "dc_1" } });
    await say(ann, { type: "OFFER", dst: "bob", src: "forged", payload: { sdp: sdp("offer", "cccc"), type: "media", connectionId: "mc_2" } });
    await say(bob, { type: "LEAVE", dst: "ann" });
    await say(ann, "nonsense");
    await say(ann, { type: "WHATEVER", dst: "bob" });
    await say(ann, { type: "OFFER", dst: "late", payload: { sdp: sdp("offer", "dddd"), type: "data", connectionId: "dc_3" } });
    await say(ann, { type: "CANDIDATE", dst: "late", payload: { candidate: ice("dddd"), type: "data", connectionId: "dc_3" } });
    await say(ann, { type: "OFFER", dst: "never", payload: { sdp: sdp("offer", "eeee"), type: "data", connectionId: "dc_4" } });
    await say(ann, { type: "CANDIDATE", dst: "never", payload: { candidate: ice("eeee"), type: "data", connectionId: "dc_4" } });
    await say(ann, { type: "LEAVE", dst: "gone" });
    await pause(2_500);
    await open("late", "key=peerjs&id=late&token=l");
    await pause(4_500);
    ann.close();
    await pause(100);
    await open("ann again", "key=peerjs&id=ann&token=new");

    const id = await fetch(`${origin}/peerjs/id?ts=1&version=1.5.5`, { headers: { origin: "https://example.org" } });
    const peers = await fetch(`${origin}/peerjs/peers`, { headers: { origin: "https://example.org" } });
    const shape = async answer => [answer.status, answer.headers.get("access-control-allow-origin")];
    transcript.http = [await shape(id), id.headers.get("content-type").split(";")[0], (await id.text()).length, await shape(peers)];
    return transcript;
}

const [expected, got] = await Promise.all([converse(theirs), converse(ours)]);

// Improvements. 1: what is not understood is noticed; the clients log it.
const notices = got.ann.filter(line => line.type === "NOTICE").map(line => line.payload.code);
assert.deepEqual(notices, ["bad-json", "unknown-type"]);
got.ann = got.ann.filter(line => line.type !== "NOTICE");
assert.deepEqual(got, expected);
process.exit(0);
