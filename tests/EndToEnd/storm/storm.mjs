// Many pairs set up calls through a gateway while their sockets are cut and stalled, and while somebody else kills the gateway.
// Uses the real client. Every pair counts what each side hears; nothing may be lost, repeated or out of order.
//
//   node storm.mjs '{"url":"ws://127.0.0.1:8080/signal","pairs":20,"seconds":20,"seed":1,"cuts":4,"stalls":2}'
//
// cuts and stalls: how many sockets a second. pauseMs: at most so long between two calls of a pair. seconds 0: until a line comes on stdin.
// joinFirst: say "started" only when all have joined. Prints one line of JSON at the end; exit code 1 when a promise was broken.

import { WebSocket } from "ws";
import { connect } from "../../../clients/javascript/src/signaling.js";

const CANDIDATES = 10;
const PATIENCE_MS = 45_000;
const plan = { pairs: 20, seconds: 20, seed: 1, cuts: 0, stalls: 0, pauseMs: 100, joinFirst: false, ...JSON.parse(process.argv[2] ?? "{}") };
const random = seeded(plan.seed);
const sockets = new Set();
const broken = [];
const [moves, outages, setUps] = [[], [], []]; // how long each took, in milliseconds
const count = { setups: 0, messages: 0, undelivered: 0, cuts: 0, stalls: 0, resumed: 0, lost: 0 };

/** The browser's WebSocket, as far as the client knows; registered so that faults can reach it. */
class FragileSocket extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols);
    sockets.add(this);
    this.on("close", () => sockets.delete(this));
    this.on("error", () => {});
  }
}

class Side {
  #next = 1;
  #expected = 1;
  #described = new Set();
  #setUp = 0;
  #movedAt = 0;
  #lostAt = 0;

  constructor(pair, name) {
    this.name = name;
    this.pair = pair;
    this.room = connect(plan.url, { room: pair.room, peerId: name, platform: { WebSocket: FragileSocket } });
    for (const type of ["offer", "answer", "ice-candidate"]) this.room.on(type, message => this.#hear(type, message));
    this.room.on("state", event => {
      if (event.state === "joined" && event.recovered !== undefined) count[event.recovered ? "resumed" : "lost"]++;
      if (event.state === "closed" && !pair.isOver) broken.push(`${name} was closed: ${event.error?.code}`);
    });
    this.room.on("move", () => (this.#movedAt ||= Date.now()));
    this.room.on("state", ({ state, previous }) => {
      if (state === "joined") this.#arrived();
      else if (previous === "joined") this.#lostAt = Date.now();
    });
    this.room.on("peer-left", peer => pair.isOver || broken.push(`${name} was told that ${peer.peerId} left: ${peer.reason}`));
  }

  offer(setUp) {
    this.#describe("offer", setUp);
  }

  #describe(type, setUp, negotiation) {
    const ufrag = `${this.name}x${setUp}`;
    const sdp = { type, sdp: `v=0\r\na=ice-ufrag:${ufrag}\r\na=ice-pwd:secret\r\n${"a=x\r\n".repeat(200)}`, setUp, number: this.#next++ };
    const to = { targetInstance: this.room.peers.get(this.other)?.instance };
    this.#sent(type === "offer" ? this.room.offer(this.other, sdp, to) : this.room.answer(this.other, sdp, { ...to, negotiation }));
    for (let i = 0; i < CANDIDATES; i++) {
      const candidate = `candidate:${i} 1 udp 1 192.0.2.1 ${1024 + i} typ host ufrag ${ufrag}`;
      this.#sent(this.room.candidate(this.other, { candidate, sdpMid: "0", usernameFragment: ufrag, setUp, number: this.#next++ }, to));
    }
  }

  // Make before break: a side that moved was never without a connection.
  #arrived() {
    if (this.#lostAt) outages.push(Date.now() - this.#lostAt);
    else if (this.#movedAt) moves.push(Date.now() - this.#movedAt);
    this.#lostAt = this.#movedAt = 0;
  }

  get other() {
    return this === this.pair.caller ? this.pair.callee.name : this.pair.caller.name;
  }

  #sent(promise) {
    count.messages++;
    this.pair.open++;
    promise.catch(error => {
      count.undelivered++;
      broken.push(`${this.name}: a message was not delivered: ${error.code}`);
    }).finally(() => this.pair.open--);
  }

  #hear(type, message) {
    const payload = message.sdp ?? message.candidate;
    if (payload.number < this.#expected) broken.push(`${this.name} heard ${payload.number} again or too late, after ${this.#expected - 1}`);
    if (payload.number > this.#expected) broken.push(`${this.name} heard ${payload.number} after ${this.#expected - 1}`);
    this.#expected = payload.number + 1;
    if (type === "ice-candidate") {
      if (!this.#described.has(payload.usernameFragment)) broken.push(`${this.name} heard a candidate of ${payload.usernameFragment} before its description`);
      this.pair.heard(this);
      return;
    }

    const ufrag = /a=ice-ufrag:(\S+)/.exec(payload.sdp)[1];
    this.#described.add(ufrag);
    this.#setUp = payload.setUp;
    this.room.applied(message.fromPeerId, message.fromSeq);
    if (type === "offer") this.#describe("answer", this.#setUp, message.negotiation);
    else this.pair.answered = true;
  }
}

class Pair {
  open = 0;
  isOver = false;
  answered = false;
  setUp = 0;
  #candidates = new Map();
  #done = () => {};

  constructor(number) {
    this.room = `storm-${plan.seed}-${number}`;
    this.caller = new Side(this, `caller-${number}`);
    this.callee = new Side(this, `callee-${number}`);
  }

  async run() {
    await this.joined();
    while (Date.now() < until) {
      this.setUp++;
      this.answered = false;
      this.#candidates.clear();
      const complete = new Promise(resolve => (this.#done = resolve));
      const began = Date.now();
      this.caller.offer(this.setUp);
      await withPatience(complete, `${this.room}: set-up ${this.setUp} did not complete`);
      count.setups++;
      setUps.push(Date.now() - began);
      await sleep(random() * plan.pauseMs);
    }

    await withPatience(until0(() => this.open === 0), `${this.room}: messages stayed without an outcome`);
    this.isOver = true;
    this.caller.room.leave();
    this.callee.room.leave();
  }

  joined() {
    return Promise.all([this.caller.room.joined, this.callee.room.joined]);
  }

  heard(side) {
    this.#candidates.set(side, (this.#candidates.get(side) ?? 0) + 1);
    if (this.answered && this.#candidates.get(this.caller) === CANDIDATES && this.#candidates.get(this.callee) === CANDIDATES) this.#done();
  }
}

// Faults end with the time, as the last pair's sockets would otherwise get them all.
function harm() {
  if (Date.now() >= until) return;
  const cut = some();
  if (cut && random() < plan.cuts / 10) {
    cut.terminate();
    count.cuts++;
  }

  const stalled = some();
  if (stalled?._socket && random() < plan.stalls / 10) {
    const raw = stalled._socket;
    raw.pause();
    setTimeout(() => raw.resume(), 500 + random() * 2_500);
    count.stalls++;
  }
}

function some() {
  const open = [...sockets].filter(socket => socket.readyState === WebSocket.OPEN);
  return open[Math.floor(random() * open.length)];
}

function withPatience(promise, complaint) {
  let timer;
  const late = new Promise((_, reject) => (timer = setTimeout(() => reject(new Error(complaint)), PATIENCE_MS)));
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

async function until0(condition) {
  while (!condition()) await sleep(50);
}

function sleep(ms) {
  return new Promise(resolve => setTimeout(resolve, ms));
}

// Mulberry32: the same faults for the same seed, as far as time allows.
function seeded(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

function summary(times) {
  times.sort((a, b) => a - b);
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0;
  return { count: times.length, p50: at(0.5), p99: at(0.99), max: at(1) };
}

let until = plan.seconds > 0 ? Date.now() + plan.seconds * 1_000 : Infinity;
process.stdin.once("data", () => (until = 0));
const pairs = Array.from({ length: plan.pairs }, (_, number) => new Pair(number));
const weather = setInterval(harm, 100);
if (plan.joinFirst) await Promise.all(pairs.map(pair => pair.joined()));
console.log("started");
const outcomes = await Promise.allSettled(pairs.map(pair => pair.run()));
clearInterval(weather);
for (const outcome of outcomes) if (outcome.status === "rejected") broken.push(outcome.reason.message);
const times = { moves: summary(moves), outages: summary(outages), setUpMs: summary(setUps) };
console.log(JSON.stringify({ ...count, ...times, broken: broken.length, first: broken.slice(0, 10) }));
process.exit(broken.length === 0 ? 0 : 1);
