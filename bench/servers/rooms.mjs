// Clients in rooms of many: joins, then broadcasts at a fixed rate, then leaves; and beside them, at times, a pair that sends to each other. Prints one
// JSON line. Every message that a member must get is counted.
//   node rooms.mjs PORT SERVER_PID ROOMS SIZE MESSAGES_PER_SECOND SECONDS PAIR(0|1)
import { readFileSync } from "node:fs";
import { WebSocket } from "ws";

const [port, pid, rooms, size, rate, seconds, withPair] = process.argv.slice(2).map(Number);
const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));
const ticks = () => readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1].split(" ");
const cpu = () => (Number(ticks()[11]) + Number(ticks()[12])) / 100;
const median = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? null;
const high = numbers => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length * 0.99)] ?? null;

function join(room, peerId, onMessage) {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/signal`);
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ type: "join-room", room, peerId })));
    socket.on("message", data => {
      const text = data.toString("latin1");
      if (text.includes('"existing-peers"')) resolve(socket);
      else if (text.includes('"type":"message"')) onMessage(text);
    });
  });
}

let got = 0;
const members = [];
let before = cpu();
let began = performance.now();
for (let i = 0; i < size; i++) members.push(...(await Promise.all(Array.from({ length: rooms }, (_, room) => join(`room-${room}`, `peer-${i}`, () => got++)))));
await sleep(1000);
const joins = { seconds: (performance.now() - began - 1000) / 1000, cpu: cpu() - before };

const times = [];
let pair = null;
if (withPair) pair = [await join("pair", "one", () => {}), await join("pair", "two", text => times.push(performance.now() - Number(/at (\d+(\.\d+)?)/.exec(text)[1])))];

// Every member speaks in turn, so that no one's rate limit is met.
before = cpu();
began = performance.now();
let sent = 0;
const payload = "x".repeat(200);
while (performance.now() - began < seconds * 1000) {
  while (sent < ((performance.now() - began) / 1000) * rate) members[sent++ % members.length].send(JSON.stringify({ type: "message", data: payload }));
  pair?.[0].send(JSON.stringify({ type: "message", targetPeerId: "two", data: `at ${performance.now()}` }));
  await sleep(5);
}
const due = sent * (size - 1);
for (let i = 0; i < 100 && got < due; i++) await sleep(50);
const talk = { sent, due, got, cpu: cpu() - before, perDeliveryUs: ((cpu() - before) / Math.max(1, got)) * 1e6 };

before = cpu();
for (const socket of [...members, ...(pair ?? [])]) socket.close();
await sleep(1500);
console.log(JSON.stringify({ rooms, size, joins, talk, leaves: { cpu: cpu() - before }, pair: { count: times.length, p50: median(times), p99: high(times) } }));
process.exit(0);
