// loadgen.cpp - "call set-up" load generator for WebSocket signalling servers.
//
// One C++17 file, libc only: raw epoll, non-blocking sockets, RFC 6455 client framing with masking.
//   build:  g++ -O3 -march=native -std=c++17 -o loadgen loadgen.cpp
//   usage:  ./loadgen --help
//
// Workload. N connections sit in N/2 rooms of two (member 0 = caller, member 1 = callee).
//   Phase A  connect + join at a bounded rate         -> connections/s, RSS and PSS per idle connection
//   Phase B  closed loop, K concurrent call set-ups   -> set-ups/s, messages/s, latency, messages/CPU-s
//            one set-up = offer 0->1, answer 1->0, then 10 ICE candidates each way (22 relayed messages);
//            it is complete when both sides have everything; the slot then moves to the next idle pair.
//   Phase C  open loop, fixed R messages/s            -> latency from the INTENDED send time
//            (no coordinated omission); same mix: 2 of 22 messages are SDPs, 20 of 22 candidates.
//   Phase D  close every connection                   -> server CPU seconds spent on the teardown
//
// Every relayed payload carries a 36-byte token  @@LG<ts:16 hex><seq:8 hex><pair:6 hex><side><kind>
// inside its SDP / candidate string. The receiver finds it anywhere in the text frame, so a server is
// free to re-serialise, add or drop JSON members. From it come latency, loss, duplicates, reordering,
// misrouting, and (memcmp of the rest of the payload) alteration.
//
// Processes: a parent (reads /proc, prints) and --procs worker processes (one epoll loop each) that share
// one MAP_SHARED page set. A worker can hold at most RLIMIT_NOFILE sockets; --procs defaults to what fits.
//
// Adding a protocol = one struct derived from Adapter (about 30 lines); or use --proto rawjson with templates.

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <memory>
#include <string>
#include <vector>

using std::string;
using std::vector;

// ------------------------------------------------------------------------------------------------ time, misc
static inline int64_t nowNs() {
  timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}
static void sleepUntil(int64_t ns) {
  timespec t{(time_t)(ns / 1000000000LL), (long)(ns % 1000000000LL)};
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {}
}
static void die(const char* f, ...) {
  va_list a;
  va_start(a, f);
  vfprintf(stderr, f, a);
  fputc('\n', stderr);
  va_end(a);
  exit(2);
}
static const char HEX[] = "0123456789abcdef";
static inline void putHex(char* p, uint64_t v, int n) {
  for (int i = n - 1; i >= 0; --i, v >>= 4) p[i] = HEX[v & 15];
}
static inline bool getHex(const char* p, int n, uint64_t& v) {
  v = 0;
  for (int i = 0; i < n; ++i) {
    unsigned c = (unsigned char)p[i], d;
    if (c - '0' < 10u) d = c - '0';
    else if ((c | 32) - 'a' < 6u) d = (c | 32) - 'a' + 10;
    else return false;
    v = v << 4 | d;
  }
  return true;
}

// Log-linear histogram of nanoseconds, 128 sub-buckets per power of two (error < 0.8 %). Plain data: shareable.
struct Hist {
  static const int N = 36 * 128;
  uint64_t b[N], n, mx, sum;
  void clear() { memset(this, 0, sizeof *this); }
  void add(int64_t s) {
    uint64_t v = s < 0 ? 0 : (uint64_t)s;
    int i;
    if (v < 128) i = (int)v;
    else {
      int sh = 63 - __builtin_clzll(v) - 7;
      i = (sh + 1) * 128 + (int)((v >> sh) - 128);
      if (i >= N) i = N - 1;
    }
    b[i]++; n++; sum += v;
    if (v > mx) mx = v;
  }
  void merge(const Hist& o) {
    for (int i = 0; i < N; ++i) b[i] += o.b[i];
    n += o.n; sum += o.sum;
    if (o.mx > mx) mx = o.mx;
  }
  double q(double p) const {  // microseconds
    if (!n) return 0;
    uint64_t want = (uint64_t)(p * n), c = 0;
    if (want >= n) want = n - 1;
    for (int i = 0; i < N; ++i)
      if ((c += b[i]) > want) {
        double v = i < 128 ? i : (double)((uint64_t)(128 + i % 128) << (i / 128 - 1)) * (1 + 0.5 / 192)  /* about mid-bucket */;
        return std::min(v, (double)mx) / 1e3;
      }
    return mx / 1e3;
  }
};

// ------------------------------------------------------------------------------------------------ options
struct Options {
  string proto = "socketio", label = "server", json, phases = "ABCD";
  vector<sockaddr_in> targets;
  vector<int> pids;
  vector<int> ks{64, 512};
  int conns = 10000, inflight = 256, sources = 4, procs = 0, cands = 10, sdpSize = 2500, candSize = 200;
  double rate = 20000, settle = 2, warm = 2, bsecs = 8, crate = 10000, csecs = 20, cross = 0, hb = -1, connTimeout = 60,
         setupTimeout = 10, ackMs = 0;
  vector<double> crates;
  bool coalesce = false, fixedPairs = false, spin = false;
  // rawjson
  string path = "/ws", subproto, joinTpl = "{\"t\":\"join\",\"room\":\"{room}\",\"id\":\"{me}\"}", joined = "joined",
         sendTpl = "{\"t\":\"{kind}\",\"to\":\"{peer}\",\"d\":{payload}}", offerTpl, answerTpl, candTpl, hbTpl, idAfter,
         peerAfter, recvAfter, header, ackTpl, trouble;
} O;

static const char* HELP = R"(loadgen - call set-up load generator for WebSocket signalling servers

  --proto socketio|peerjs|rawjson   wire protocol                                        [socketio]
  --target H:P[,H:P..]   server address(es); IPv4 literals, loopback only                [required]
  --cross F              with 2+ targets: fraction of pairs whose two members connect
                         to different targets; the others are spread round robin         [0]
  --pids P[,P..]         server process ids for CPU, RSS and PSS
  --label S              name put into every result line
  --json FILE            also append the JSON lines to FILE
  --phases LETTERS       which phases to run, of A B C D (A is always run)               [ABCD]
  --conns N              connections (two per room)                                      [10000]
  --procs N              worker processes                         [as many as RLIMIT_NOFILE asks for]
  --sources N            client source addresses 127.0.0.2 .. 127.0.0.(N+1)              [4]
 phase A  --rate R       upper bound, connections/s                                      [20000]
          --inflight N   upper bound, unfinished handshakes                              [256]
          --settle S     idle seconds before memory is read                              [2]
          --conn-timeout S  give up                                                      [60]
 phase B  --k N[,N..]    concurrent call set-ups; one B run for each                     [64,512]
          --warm S --b-secs S   warm-up, then measured seconds                           [2, 8]
          --cands N      ICE candidates per direction                                    [10]
          --setup-timeout S  count a set-up as failed and restart the slot               [10]
          --fixed-pairs  keep using the same K pairs instead of rotating over all pairs
          --coalesce     one send() per connection and loop turn; default is one send()
                         per message, as trickled candidates would arrive
 phase C  --c-rate R[,R..] --c-secs S   open loop messages/s, one C run for each; seconds (1 more second of warm-up) [10000, 20]
          --spin         busy-poll instead of timed epoll waits
 payload  --sdp-size N   bytes of the SDP text of offer and answer                       [2500]
          --cand-size N  bytes of the candidate JSON object                              [200]
 rawjson  --path P  --subproto S  --header 'K: V'   the upgrade request                  [/ws]
          --join-tpl T   first message after the upgrade ('' = none)
          --joined S     substring of the reply that means "joined" ('' = at once)       [joined]
          --id-after S   own id := the text after S, up to the next '"', in a reply (before joined is tested)
          --peer-after S the peer is announced by a control message holding S (only counted)
          --send-tpl T   message template; --offer-tpl --answer-tpl --cand-tpl override it
          --recv-after S the payload token is looked for only after this substring
          --hb-tpl T     heartbeat message; needs --hb
          --ack-tpl T    acknowledges the highest "seq": received; needs --ack-ms
          --ack-ms MS    how long an acknowledgement may be owed; at 64 owed it is sent at once, 0 = none [0]
          --trouble S    a control message holding S is counted as bad, and the first ones are shown
          Placeholders: {n} (own message number, from 1) {seen} (highest "seq": received) {room} {me} {peer} {kind} {seq} {payload} (JSON object) {text} (its JSON string body)
          --path may use {room} and {me}.
  --hb S                 application heartbeat period, 0 = none        [5 for peerjs as its client does, else 0]

Examples (server pinned to core 0, generator to core 1)
  taskset -c 1 ./loadgen --proto socketio --target 127.0.0.1:3001 --pids PID --conns 10000 --k 64,512 --c-rate 4000
  taskset -c 1 ./loadgen --proto socketio --target 127.0.0.1:3001,127.0.0.1:3002 --cross 0.5 --pids P1,P2,PREDIS
  taskset -c 1 ./loadgen --proto peerjs   --target 127.0.0.1:9000 --pids PID
  taskset -c 1 ./loadgen --proto rawjson  --target 127.0.0.1:8080 --path /ws --subproto sig.v1 \
      --join-tpl '{"t":"join","room":"{room}","id":"{me}"}' --joined '"joined"' --id-after '"you":"' \
      --send-tpl '{"t":"{kind}","to":"{peer}","d":{payload}}'

Results: one JSON line per phase on stdout, a table on stderr. In B, msgs_per_s and the latencies are of the
measured window; server CPU is utime+stime of --pids over the same window. other_cpu_s is CPU time on this
machine that neither server nor loadgen used (other programs, and the kernel's own threads): large = noisy run (small
negative values are the kernel's tick accounting).
lost      sent and not received when the phase ended: B waits for unfinished set-ups up to --setup-timeout, C waits
          5 s after the last send, so a server with a longer backlog than that shows it as lost
dup, reordered, misrouted, altered   received twice; after a later one; by the wrong connection; with other payload bytes
told_of_peer (A)   connections to which the server itself announced the other member of the room
)";

// ------------------------------------------------------------------------------------------------ payloads
enum Kind { OFFER, ANSWER, CAND };
static const char* KIND[] = {"offer", "answer", "candidate"};
static const char KINDCH[] = "oacOAC";  // kind character in the token; upper case = sent by the open loop
static const int TOKLEN = 36;
struct Payload {
  string obj;       // JSON object, e.g. {"type":"offer","sdp":"..."}
  size_t tok;       // token offset in obj
  size_t b, e;      // range of the string body inside obj ({text})
} P[3];

static void makePayloads() {
  string token = "@@LG" + string(TOKLEN - 4, '0');
  for (int k = 0; k < 2; ++k) {
    string s = "v=0\r\no=- 4625943584070133116 2 IN IP4 127.0.0.1\r\ns=" + token + "\r\nt=0 0\r\na=group:BUNDLE 0 1\r\n"
      "a=extmap-allow-mixed\r\na=msid-semantic: WMS 5f8d1c2e-0a52-4e0b-9f0e-0d6c1f3a7b55\r\n";
    string ice = string("a=ice-ufrag:aR7B\r\na=ice-pwd:hN3Y2mDoS68sGLprHvBGNbKp\r\na=ice-options:trickle\r\n"
      "a=fingerprint:sha-256 D1:3C:A0:5B:77:42:8E:19:F0:6D:AA:21:34:C8:9B:EE:50:17:63:2F:BC:08:D9:71:4A:E5:96:3B:0C:82:F7:1D\r\na=setup:")
      + (k ? "active" : "actpass") + "\r\n";
    s += "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126\r\nc=IN IP4 0.0.0.0\r\na=rtcp:9 IN IP4 0.0.0.0\r\n" + ice +
      "a=mid:0\r\na=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level\r\na=sendrecv\r\na=rtcp-mux\r\n"
      "a=rtpmap:111 opus/48000/2\r\na=rtcp-fb:111 transport-cc\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n"
      "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\na=rtpmap:9 G722/8000\r\na=rtpmap:0 PCMU/8000\r\na=rtpmap:8 PCMA/8000\r\n"
      "a=rtpmap:110 telephone-event/48000\r\nm=video 9 UDP/TLS/RTP/SAVPF 96 97 98 99 100 101\r\nc=IN IP4 0.0.0.0\r\n" + ice +
      "a=mid:1\r\na=sendrecv\r\na=rtcp-mux\r\na=rtcp-rsize\r\n";
    for (int i = 0; i < 200; ++i) {
      char t[256];
      snprintf(t, sizeof t, "a=rtpmap:%d VP8/90000\r\na=rtcp-fb:%d goog-remb\r\na=rtcp-fb:%d transport-cc\r\n"
        "a=rtcp-fb:%d ccm fir\r\na=rtcp-fb:%d nack\r\na=rtcp-fb:%d nack pli\r\n", 96 + i, 96 + i, 96 + i, 96 + i, 96 + i, 96 + i);
      s += t;
    }
    if (O.sdpSize < 200) die("--sdp-size must be at least 200");
    if ((size_t)O.sdpSize > s.size()) s.resize(O.sdpSize, 'x');
    s.resize(O.sdpSize - 2);
    while (s.back() == '\r' || s.back() == '\n') s.back() = 'x';
    s += "\r\n";
    string esc;
    for (char c : s) { if (c == '\r') esc += "\\r"; else if (c == '\n') esc += "\\n"; else esc += c; }
    Payload& p = P[k];
    p.obj = string("{\"type\":\"") + KIND[k] + "\",\"sdp\":\"";
    p.b = p.obj.size();
    p.obj += esc;
    p.e = p.obj.size();
    p.obj += "\"}";
  }
  Payload& c = P[CAND];
  c.obj = "{\"candidate\":\"";
  c.b = c.obj.size();
  c.obj += "candidate:842163049 1 udp 1677729535 203.0.113.45 52789 typ srflx raddr 0.0.0.0 rport 0 x " + token;
  string tail = "\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}";
  if ((int)(c.obj.size() + tail.size()) < O.candSize) c.obj.resize(O.candSize - tail.size(), 'x');
  c.e = c.obj.size();
  c.obj += tail;
  for (auto& p : P) p.tok = p.obj.find("@@LG");
}

// ------------------------------------------------------------------------------------------------ templates
struct Tpl {
  enum T { LIT, ROOM, ME, PEER, PAYLOAD, TEXT, KINDN, SEQ, NUM, SEEN };
  vector<std::pair<T, string>> seg;
  explicit Tpl(const string& s = "") {
    static const struct { const char* n; T t; } names[] = {{"{room}", ROOM}, {"{me}", ME}, {"{peer}", PEER},
      {"{payload}", PAYLOAD}, {"{text}", TEXT}, {"{kind}", KINDN}, {"{seq}", SEQ},
      {"{n}", NUM}, {"{seen}", SEEN}};
    string lit;
    for (size_t i = 0; i < s.size();) {
      bool hit = false;
      for (auto& n : names)
        if (!s.compare(i, strlen(n.n), n.n)) {
          if (!lit.empty()) seg.push_back({LIT, lit}), lit.clear();
          seg.push_back({n.t, ""});
          i += strlen(n.n);
          hit = true;
          break;
        }
      if (!hit) lit += s[i++];
    }
    if (!lit.empty()) seg.push_back({LIT, lit});
  }
  bool empty() const { return seg.empty(); }
};

// ------------------------------------------------------------------------------------------------ connections
struct Conn {
  enum St : uint8_t { IDLE, TCP, HTTP, OPENED, READY, CLOSED };
  int fd = -1;
  uint32_t i = 0;  // index in this worker; pair = i/2, side = i&1
  St st = IDLE;
  bool armed = false, dirty = false, sawPeer = false, inFrag = false;
  uint32_t outOff = 0, number = 0, seen = 0, owed = 0;
  int64_t t0 = 0;
  string in, out, frag, id;
};
struct Pair {
  uint32_t sent[2] = {0, 0}, next[2] = {0, 0};
  uint64_t win[2] = {0, 0};  // bit b set = sequence next-1-b was received (indexed by sending side)
  int got[2] = {0, 0};
  bool gotOffer = false, gotAnswer = false, active = false, timedOut = false;
  int64_t start = 0;
};

// Statistics of one worker for one phase; lives in shared memory.
struct Stats {
  Hist msg, setup, hs, lag;
  uint64_t ready, failed, presence, sent, recv, sentWin, recvWin, setups, setupTimeouts, lost, dup, reordered, misrouted,
      altered, control, disconnects, bad, bytesIn;
  int64_t first, last;
  int lastErrno;
};
enum Cmd { C_NONE, C_CONNECT, C_B, C_C, C_CLOSE, C_QUIT };
struct Shared {
  std::atomic<uint32_t> gen;
  int cmd;
  int64_t t0, tw, t1;  // start, measurement start, measurement end
  int K;
  double rate;
  struct W { std::atomic<uint32_t> done; Stats s; } w[64];
} *S;

struct Worker;
// ------------------------------------------------------------------------------------------------ protocol adapters
struct Adapter {
  Tpl tpl[3], join, beat, ack;
  virtual ~Adapter() {}
  virtual string path(Worker&, Conn&) = 0;
  virtual string extraHeaders() { return ""; }
  virtual void onOpen(Worker&, Conn&) {}                              // the upgrade was accepted
  virtual void onControl(Worker&, Conn&, const char*, size_t) {}      // a text message without payload token
  const char* recvAfter = nullptr;
};

// ------------------------------------------------------------------------------------------------ worker
struct Worker {
  int w, base, n, ep = -1;  // worker number, first global connection, number of connections
  vector<Conn> c;
  vector<Pair> pr;
  std::unique_ptr<Adapter> ad;
  Stats* st;
  uint32_t gen = 0;
  int cmd = C_NONE;
  int64_t t0 = 0, tw = 0, t1 = 0, drainUntil = 0, nextScan = 0;
  double rate = 0;
  int K = 0, activeN = 0, inflight = 0, nextConn = 0;
  uint32_t cursor = 0;
  bool started = false, finished = true;
  uint64_t cSent = 0, hbSent = 0;
  int64_t hbStart = 0;
  vector<uint32_t> dirty;
  std::deque<std::pair<int64_t, uint32_t>> acks;  // when an acknowledgement is due, of whom
  uint64_t rng = 88172645463325252ULL;
  char* rbuf;
  char* sbuf;
  static const size_t RB = 256 << 10, SB = 256 << 10, HEAD = 16;

  Pair& pair(const Conn& x) { return pr[x.i >> 1]; }
  int gpair(uint32_t i) const { return (base + (int)i) >> 1; }
  string room(const Conn& x) { return "room-" + std::to_string(gpair(x.i)); }

  void arm(Conn& x, bool want) {
    if (x.armed == want) return;
    x.armed = want;
    epoll_event e{};
    e.events = want ? EPOLLIN | EPOLLOUT : EPOLLIN;
    e.data.u32 = x.i;
    epoll_ctl(ep, EPOLL_CTL_MOD, x.fd, &e);
  }
  void drop(Conn& x, int err) {
    if (x.fd < 0) return;
    close(x.fd);
    x.fd = -1;
    if (x.st == Conn::READY) st->disconnects++;
    else { st->failed++; inflight--; st->lastErrno = err; }
    x.st = Conn::CLOSED;
  }
  void flush(Conn& x) {
    while (x.outOff < x.out.size()) {
      ssize_t r = ::send(x.fd, x.out.data() + x.outOff, x.out.size() - x.outOff, MSG_NOSIGNAL);
      if (r > 0) x.outOff += r;
      else if (r < 0 && errno == EINTR) continue;
      else if (r < 0 && errno == EAGAIN) { arm(x, true); return; }
      else { drop(x, errno); return; }
    }
    x.out.clear();
    x.outOff = 0;
    arm(x, false);
  }
  void write(Conn& x, const char* p, size_t len) {
    if (x.fd < 0) return;
    if (x.out.empty() && !O.coalesce) {
      ssize_t r = ::send(x.fd, p, len, MSG_NOSIGNAL);
      if (r == (ssize_t)len) return;
      if (r < 0 && errno != EAGAIN && errno != EINTR) { drop(x, errno); return; }
      if (r < 0) r = 0;
      x.out.assign(p + r, len - r);
      x.outOff = 0;
      arm(x, true);
      return;
    }
    x.out.append(p, len);
    if (O.coalesce && !x.dirty && !x.armed) { x.dirty = true; dirty.push_back(x.i); }
  }
  // Sends the text at buf (which has HEAD writable bytes before it) as one masked frame; masks in place.
  void frame(Conn& x, int opcode, char* buf, size_t len) {
    rng ^= rng << 13; rng ^= rng >> 7; rng ^= rng << 17;
    uint32_t key = (uint32_t)(rng >> 16);
    size_t h = len < 126 ? 6 : len < 65536 ? 8 : 14;
    unsigned char* q = (unsigned char*)buf - h;
    q[0] = 0x80 | opcode;
    if (h == 6) q[1] = 0x80 | len;
    else if (h == 8) { q[1] = 0x80 | 126; q[2] = len >> 8; q[3] = len; }
    else { q[1] = 0x80 | 127; for (int i = 0; i < 8; ++i) q[2 + i] = (uint64_t)len >> (56 - 8 * i); }
    memcpy(buf - 4, &key, 4);
    uint64_t k8 = (uint64_t)key << 32 | key;
    size_t i = 0;
    for (; i + 8 <= len; i += 8) { uint64_t v; memcpy(&v, buf + i, 8); v ^= k8; memcpy(buf + i, &v, 8); }
    for (; i < len; ++i) buf[i] ^= ((char*)&key)[i & 3];
    write(x, (char*)q, h + len);
  }
  void text(Conn& x, const char* p, size_t len) {
    memcpy(sbuf + HEAD, p, len);
    frame(x, 1, sbuf + HEAD, len);
  }
  void text(Conn& x, const string& s) { text(x, s.data(), s.size()); }

  // Expands a template into dst. For payload templates k/ts/seq fill the token.
  size_t render(char* dst, const Tpl& t, Conn& me, int k = -1, int64_t ts = 0, uint32_t seq = 0, bool open = false) {
    char* d = dst;
    auto put = [&](const char* p, size_t l) { memcpy(d, p, l); d += l; };
    for (auto& s : t.seg) switch (s.first) {
        case Tpl::LIT: put(s.second.data(), s.second.size()); break;
        case Tpl::ROOM: { string r = room(me); put(r.data(), r.size()); break; }
        case Tpl::ME: put(me.id.data(), me.id.size()); break;
        case Tpl::PEER: { string& q = c[me.i ^ 1].id; put(q.data(), q.size()); break; }
        case Tpl::KINDN: if (k >= 0) put(KIND[k], strlen(KIND[k])); break;
        case Tpl::SEQ: d += sprintf(d, "%u", seq); break;
        case Tpl::NUM: d += sprintf(d, "%u", ++me.number); break;
        case Tpl::SEEN: d += sprintf(d, "%u", me.seen); break;
        case Tpl::PAYLOAD: case Tpl::TEXT: if (k >= 0) {
          const Payload& p = P[k];
          bool whole = s.first == Tpl::PAYLOAD;
          size_t b = whole ? 0 : p.b, e = whole ? p.obj.size() : p.e;
          char* tok = d + (p.tok - b);
          put(p.obj.data() + b, e - b);
          putHex(tok + 4, ts, 16);
          putHex(tok + 20, seq, 8);
          putHex(tok + 28, gpair(me.i), 6);
          tok[34] = '0' + (me.i & 1);
          tok[35] = KINDCH[k + (open ? 3 : 0)];
          break;
        }
      }
    return d - dst;
  }
  void say(Conn& x, const Tpl& t) { frame(x, 1, sbuf + HEAD, render(sbuf + HEAD, t, x)); }
  void sendMsg(Conn& me, int k, int64_t ts, bool open) {
    uint32_t seq = pair(me).sent[me.i & 1]++;
    st->sent++;
    size_t len = render(sbuf + HEAD, ad->tpl[k], me, k, ts, seq, open);
    frame(me, 1, sbuf + HEAD, len);
  }

  // ---- connecting
  void startConn(Conn& x) {
    int g = base + (int)x.i, p = g >> 1, nt = (int)O.targets.size();
    int t = p % nt;
    if (nt > 1 && (g & 1) && (int64_t)((p + 1) * O.cross) > (int64_t)(p * O.cross)) t = (t + 1) % nt;
    x.t0 = nowNs();
    if (!st->first) st->first = x.t0;
    inflight++;
    x.st = Conn::TCP;
    x.fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (x.fd < 0) { st->failed++; inflight--; st->lastErrno = errno; x.st = Conn::CLOSED; return; }
    int one = 1;
    setsockopt(x.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    setsockopt(x.fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &one, sizeof one);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(0x7f000002u + (uint32_t)(g % O.sources));
    if (bind(x.fd, (sockaddr*)&a, sizeof a) < 0) { drop(x, errno); return; }
    int r = connect(x.fd, (sockaddr*)&O.targets[t], sizeof(sockaddr_in));
    if (r < 0 && errno != EINPROGRESS) { drop(x, errno); return; }
    epoll_event e{};
    e.events = EPOLLIN | EPOLLOUT;
    e.data.u32 = x.i;
    x.armed = true;
    epoll_ctl(ep, EPOLL_CTL_ADD, x.fd, &e);
  }
  void sendUpgrade(Conn& x) {
    x.st = Conn::HTTP;
    string r = "GET " + ad->path(*this, x) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" + ad->extraHeaders() + "\r\n";
    x.out = r;
    x.outOff = 0;
    flush(x);
  }
  void ready(Conn& x) {
    if (x.st == Conn::READY) return;
    x.st = Conn::READY;
    inflight--;
    st->ready++;
    st->last = nowNs();
    st->hs.add(st->last - x.t0);
  }
  void sawPeer(Conn& x) { if (!x.sawPeer) { x.sawPeer = true; st->presence++; } }

  // ---- receiving
  void onReadable(Conn& x) {
    ssize_t r;
    do r = recv(x.fd, rbuf, RB, 0); while (r < 0 && errno == EINTR);
    if (r < 0) { if (errno != EAGAIN) drop(x, errno); return; }
    if (r == 0) { drop(x, ECONNRESET); return; }
    st->bytesIn += r;
    int64_t now = nowNs();
    if (x.in.empty()) {
      size_t used = parse(x, rbuf, r, now);
      if (x.fd >= 0 && used < (size_t)r) x.in.assign(rbuf + used, r - used);
    } else {
      x.in.append(rbuf, r);
      string tmp;
      tmp.swap(x.in);
      size_t used = parse(x, &tmp[0], tmp.size(), now);
      if (x.fd >= 0 && used < tmp.size()) x.in.assign(tmp, used, string::npos);
    }
  }
  size_t parse(Conn& x, char* p, size_t n, int64_t now) {
    size_t o = 0;
    if (x.st == Conn::HTTP) {
      char* e = (char*)memmem(p, n, "\r\n\r\n", 4);
      if (!e) return 0;
      if (n < 12 || memcmp(p + 9, "101", 3) || !memmem(p, e - p, "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", 28)) {
        if (st->failed < 3) fprintf(stderr, "upgrade refused: %.*s\n", (int)std::min<size_t>(e - p, 200), p);
        drop(x, EPROTO);
        return n;
      }
      o = e + 4 - p;
      x.st = Conn::OPENED;
      ad->onOpen(*this, x);
    }
    while (x.fd >= 0 && n - o >= 2) {
      unsigned char* q = (unsigned char*)p + o;
      size_t h = 2;
      uint64_t len = q[1] & 127;
      if (q[1] & 128) { st->bad++; drop(x, EPROTO); return n; }  // a server must not mask
      if (len == 126) { h = 4; if (n - o < h) break; len = q[2] << 8 | q[3]; }
      else if (len == 127) { h = 10; if (n - o < h) break; len = 0; for (int i = 0; i < 8; ++i) len = len << 8 | q[2 + i]; }
      if (n - o - h < len) break;
      bool fin = q[0] & 128;
      int op = q[0] & 15;
      char* d = (char*)q + h;
      o += h + len;
      if (op == 9) { memcpy(sbuf + HEAD, d, len); frame(x, 10, sbuf + HEAD, len); }
      else if (op == 10) {}
      else if (op == 8) { drop(x, ECONNRESET); return n; }
      else if (op == 0 || !fin) {
        x.frag.append(d, len);
        if (fin) { string t; t.swap(x.frag); onText(x, t.data(), t.size(), now); }
      } else onText(x, d, len, now);
    }
    return o;
  }
  // The server's number stands among the first fields or the last ones, never inside the payload.
  void noteSeq(Conn& x, const char* p, size_t n, int64_t now) {
    static const char key[] = "\"seq\":";
    size_t part = std::min<size_t>(n, 240);
    const char* q = (const char*)memmem(p, part, key, 6);
    if (!q && n > part) q = (const char*)memmem(p + n - part, part, key, 6);
    if (!q) return;
    x.seen = std::max(x.seen, (uint32_t)strtoul(q + 6, nullptr, 10));
    if (++x.owed == 1) acks.push_back({now + (int64_t)(O.ackMs * 1e6), x.i});
    else if (x.owed == 64) acknowledge(x);
  }
  void acknowledge(Conn& x) {
    if (x.owed == 0 || x.st != Conn::READY) return;
    x.owed = 0;
    say(x, ad->ack);
  }
  void sayDueAcks(int64_t now) {
    while (!acks.empty() && acks.front().first <= now) {
      uint32_t i = acks.front().second;
      acks.pop_front();
      acknowledge(c[i]);
    }
  }
  void onText(Conn& x, const char* p, size_t n, int64_t now) {
    if (O.ackMs > 0) noteSeq(x, p, n, now);
    const char* from = p;
    if (ad->recvAfter) {
      from = (const char*)memmem(p, n, ad->recvAfter, strlen(ad->recvAfter));
      if (!from) from = p + n;
    }
    const char* t = (const char*)memmem(from, p + n - from, "@@LG", 4);
    if (!t || p + n - t < TOKLEN) { st->control++; ad->onControl(*this, x, p, n); return; }
    uint64_t ts, seq, gp;
    int side = t[34] - '0';
    const char* kp = (const char*)memchr(KINDCH, t[35], 6);
    if (!getHex(t + 4, 16, ts) || !getHex(t + 20, 8, seq) || !getHex(t + 28, 6, gp) || !kp || (side | 1) != 1) { st->bad++; return; }
    if ((int)gp != gpair(x.i) || side != (int)(1 - (x.i & 1))) { st->misrouted++; return; }
    bool open = kp - KINDCH >= 3;
    int k = (int)(kp - KINDCH) % 3;
    // the rest of the string body must have arrived unchanged
    size_t tail = P[k].e - (P[k].tok + TOKLEN);
    if ((size_t)(p + n - t) < TOKLEN + tail || memcmp(t + TOKLEN, P[k].obj.data() + P[k].tok + TOKLEN, tail)) st->altered++;
    // sequence: loss, duplicates, reordering
    Pair& pp = pair(x);
    uint32_t s = (uint32_t)seq, &nx = pp.next[side];
    uint64_t& win = pp.win[side];
    if (s >= nx) {
      uint32_t adv = s - nx + 1;
      win = adv >= 64 ? 0 : win << adv;
      win |= 1;
      nx = s + 1;
    } else {
      uint32_t b = nx - 1 - s;
      if (b < 64 && (win >> b & 1)) { st->dup++; return; }
      st->reordered++;
      if (b < 64) win |= 1ULL << b;
    }
    st->recv++;
    int64_t ref = open ? (int64_t)ts : now;
    if (ref >= tw && ref < t1) { st->recvWin++; st->msg.add(now - (int64_t)ts); }
    if (!open && cmd == C_B) step(x, pp, k, now);
  }

  // ---- phase B: closed loop
  void step(Conn& x, Pair& p, int k, int64_t now) {
    if (!p.active) return;
    if (k == OFFER) {
      p.gotOffer = true;
      sendMsg(x, ANSWER, nowNs(), false);
      for (int i = 0; i < O.cands; ++i) sendMsg(x, CAND, nowNs(), false);
    } else if (k == ANSWER) {
      p.gotAnswer = true;
      for (int i = 0; i < O.cands; ++i) sendMsg(x, CAND, nowNs(), false);
    } else p.got[x.i & 1]++;
    if (p.gotOffer && p.gotAnswer && p.got[0] >= O.cands && p.got[1] >= O.cands) {
      if (now >= tw && now < t1) { st->setups++; st->setup.add(now - p.start); }
      p.active = false;
      activeN--;
      if (now < t1) {
        if (O.fixedPairs) begin(x.i >> 1);
        else beginNext();
      }
    }
  }
  void begin(uint32_t i) {
    Pair& p = pr[i];
    p.active = true;
    p.gotOffer = p.gotAnswer = false;
    p.got[0] = p.got[1] = 0;
    activeN++;
    p.start = nowNs();
    sendMsg(c[2 * i], OFFER, p.start, false);
  }
  bool usable(uint32_t i) { return !pr[i].active && !pr[i].timedOut && c[2 * i].st == Conn::READY && c[2 * i + 1].st == Conn::READY; }
  bool nextPair(uint32_t& i) {
    for (size_t t = 0; t < pr.size(); ++t) {
      i = cursor++ % pr.size();
      if (usable(i)) return true;
    }
    return false;
  }
  void beginNext() { uint32_t i; if (nextPair(i)) begin(i); }
  void scanTimeouts(int64_t now) {
    for (auto& p : pr)
      if (p.active && now - p.start > (int64_t)(O.setupTimeout * 1e9)) {
        p.active = false;
        p.timedOut = true;
        activeN--;
        st->setupTimeouts++;
        if (now < t1) beginNext();
      }
  }

  // ---- phases
  void newCommand() {
    gen = S->gen.load(std::memory_order_acquire);
    cmd = S->cmd; t0 = S->t0; tw = S->tw; t1 = S->t1;
    rate = S->rate;
    int W = O.procs;
    K = S->K / W + (w < S->K % W);
    memset(st, 0, sizeof *st);
    started = finished = false;
    cSent = 0;
    drainUntil = 0;
    for (auto& p : pr) p.active = p.timedOut = false, p.sent[0] = p.sent[1] = p.next[0] = p.next[1] = 0, p.win[0] = p.win[1] = 0;
    activeN = 0;
    if (cmd == C_CLOSE) {
      for (auto& x : c) if (x.fd >= 0) { close(x.fd); x.fd = -1; x.st = Conn::CLOSED; }
      finish();
    }
  }
  void finish() {
    finished = true;
    if (cmd == C_B || cmd == C_C) st->lost = st->sent - st->recv;
    S->w[w].done.store(gen, std::memory_order_release);
  }
  // Returns the time at which tick wants to run again.
  int64_t tick(int64_t now) {
    int64_t next = now + 5000000;
    sayDueAcks(now);
    if (O.hb > 0 && !ad->beat.empty() && cmd != C_CONNECT && cmd != C_CLOSE && n) {  // heartbeats, evenly spread
      if (!hbStart) hbStart = now;
      uint64_t due = (uint64_t)((now - hbStart) / 1e9 / O.hb * n);
      for (; hbSent < due; ++hbSent) { Conn& x = c[hbSent % n]; if (x.st == Conn::READY) say(x, ad->beat); }
    }
    if (finished) return next;
    if (cmd == C_CONNECT) {
      int64_t allowed = (int64_t)((now - t0) / 1e9 * (rate / O.procs)) + 1;
      while (nextConn < n && nextConn < allowed && inflight < std::max(1, O.inflight / O.procs)) startConn(c[nextConn++]);
      if ((nextConn == n && inflight == 0) || now > t1) finish();
      next = now + 500000;
    } else if (cmd == C_B) {
      if (!started && now >= t0) {
        started = true;
        for (int i = 0; i < K; ++i) beginNext();
        nextScan = now + 500000000;
      }
      if (now > nextScan && started) { scanTimeouts(now); nextScan = now + 500000000; }
      if (now >= t1 && (activeN == 0)) finish();
    } else if (cmd == C_C) {
      double gap = 1e9 * O.procs / rate;
      int64_t at;
      while ((at = t0 + (int64_t)((cSent + (double)w / O.procs) * gap)) <= now && at < t1) {
        uint32_t i;
        if (!nextPair(i)) break;
        uint64_t m = cSent++;
        int k = m % 22 == 0 ? OFFER : m % 22 == 11 ? ANSWER : CAND;
        if (!pr[i].sent[0]) k = OFFER;  // a pair that phase B did not reach begins as calls do: a candidate before its description may be held
        else if (!pr[i].sent[1]) k = ANSWER;
        int side = k == OFFER ? 0 : k == ANSWER ? 1 : (int)(m & 1);
        if (at >= tw) { st->sentWin++; st->lag.add(nowNs() - at); }
        sendMsg(c[2 * i + side], k, at, true);
      }
      next = at < t1 ? at : now + 1000000;
      if (now >= t1) {
        if (!drainUntil) drainUntil = now + 5000000000LL;
        if (st->recv + st->dup >= st->sent || now > drainUntil) finish();
      }
    }
    return next;
  }
  void run() {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_TIMERSLACK, 1);
    st = &S->w[w].s;
    ep = epoll_create1(EPOLL_CLOEXEC);
    rbuf = (char*)malloc(RB);
    sbuf = (char*)malloc(SB);
    rng ^= (uint64_t)nowNs() * 2654435761u + w;
    c.resize(n);
    for (int i = 0; i < n; ++i) c[i].i = i;
    pr.resize(n / 2);
    vector<epoll_event> ev(1024);
    S->w[w].done.store(0);
    for (;;) {
      if (S->gen.load(std::memory_order_acquire) != gen) newCommand();
      if (cmd == C_QUIT) _exit(0);
      int64_t now = nowNs(), next = tick(now);
      if (O.coalesce) flushDirty();
      int64_t wait = next - nowNs();
      if (wait < 0 || O.spin) wait = 0;
      timespec ts{wait / 1000000000LL, wait % 1000000000LL};
      int k = epoll_pwait2(ep, ev.data(), (int)ev.size(), &ts, nullptr);
      for (int i = 0; i < k; ++i) {
        Conn& x = c[ev[i].data.u32];
        if (x.fd < 0) continue;
        if (x.st == Conn::TCP) {
          int err = 0;
          socklen_t l = sizeof err;
          getsockopt(x.fd, SOL_SOCKET, SO_ERROR, &err, &l);
          if (err) { drop(x, err); continue; }
          sendUpgrade(x);
          continue;
        }
        if (ev[i].events & EPOLLOUT) flush(x);
        if (x.fd >= 0 && ev[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) onReadable(x);
      }
      if (O.coalesce) flushDirty();
    }
  }
  void flushDirty() {
    for (uint32_t i : dirty) { c[i].dirty = false; if (c[i].fd >= 0) flush(c[i]); }
    dirty.clear();
  }
};

// ------------------------------------------------------------------------------------------------ the three adapters
static bool has(const char* p, size_t n, const char* s) { return memmem(p, n, s, strlen(s)) != nullptr; }
static string after(const char* p, size_t n, const char* s) {  // text between s and the next '"'
  const char* q = (const char*)memmem(p, n, s, strlen(s));
  if (!q) return "";
  q += strlen(s);
  const char* e = (const char*)memchr(q, '"', p + n - q);
  return e ? string(q, e - q) : "";
}

// Socket.IO 4 over Engine.IO 4, WebSocket transport only; event names of the guide's "Implementation 1".
struct SocketIo : Adapter {
  SocketIo() {
    tpl[OFFER] = Tpl("42[\"offer\",{\"targetPeerId\":\"{peer}\",\"sdp\":{payload}}]");
    tpl[ANSWER] = Tpl("42[\"answer\",{\"targetPeerId\":\"{peer}\",\"sdp\":{payload}}]");
    tpl[CAND] = Tpl("42[\"ice-candidate\",{\"targetPeerId\":\"{peer}\",\"candidate\":{payload}}]");
    join = Tpl("42[\"join-room\",\"{room}\"]");
  }
  string path(Worker&, Conn&) override { return "/socket.io/?EIO=4&transport=websocket"; }
  void onControl(Worker& w, Conn& x, const char* p, size_t n) override {
    if (n == 0) return;
    if (p[0] == '2') w.text(x, "3", 1);                       // Engine.IO ping -> pong
    else if (p[0] == '0') w.text(x, "40", 2);                 // open -> connect to namespace /
    else if (n > 2 && p[0] == '4' && p[1] == '0') { x.id = after(p, n, "\"sid\":\""); w.say(x, join); }
    else if (has(p, n, "\"existing-peers\"")) { if (!has(p, n, "[]")) w.sawPeer(x); w.ready(x); }
    else if (has(p, n, "\"peer-joined\"")) w.sawPeer(x);
  }
};

// PeerServer (npm peer).
struct PeerJs : Adapter {
  PeerJs() {
    tpl[OFFER] = Tpl("{\"type\":\"OFFER\",\"payload\":{\"sdp\":{payload},\"type\":\"media\",\"connectionId\":\"mc_8f3k2j1h\"},\"dst\":\"{peer}\"}");
    tpl[ANSWER] = Tpl("{\"type\":\"ANSWER\",\"payload\":{\"sdp\":{payload},\"type\":\"media\",\"connectionId\":\"mc_8f3k2j1h\"},\"dst\":\"{peer}\"}");
    tpl[CAND] = Tpl("{\"type\":\"CANDIDATE\",\"payload\":{\"candidate\":{payload},\"type\":\"media\",\"connectionId\":\"mc_8f3k2j1h\"},\"dst\":\"{peer}\"}");
    beat = Tpl("{\"type\":\"HEARTBEAT\"}");
  }
  string path(Worker& w, Conn& x) override {
    x.id = "lg-" + std::to_string(w.base + x.i);
    return "/peerjs?key=peerjs&id=" + x.id + "&token=tk" + std::to_string(w.base + x.i) + "&version=1.5.4";
  }
  void onControl(Worker& w, Conn& x, const char* p, size_t n) override { if (has(p, n, "\"OPEN\"")) w.ready(x); }
};

// Any protocol of plain JSON text messages, described by templates.
struct RawJson : Adapter {
  RawJson() {
    tpl[OFFER] = Tpl(O.offerTpl.empty() ? O.sendTpl : O.offerTpl);
    tpl[ANSWER] = Tpl(O.answerTpl.empty() ? O.sendTpl : O.answerTpl);
    tpl[CAND] = Tpl(O.candTpl.empty() ? O.sendTpl : O.candTpl);
    join = Tpl(O.joinTpl);
    beat = Tpl(O.hbTpl);
    ack = Tpl(O.ackTpl);
    if (!O.recvAfter.empty()) recvAfter = O.recvAfter.c_str();
  }
  string path(Worker& w, Conn& x) override {
    x.id = "p" + std::to_string(w.base + x.i);
    char b[4096];
    return string(b, w.render(b, Tpl(O.path), x));
  }
  string extraHeaders() override {
    string h;
    if (!O.subproto.empty()) h += "Sec-WebSocket-Protocol: " + O.subproto + "\r\n";
    if (!O.header.empty()) h += O.header + "\r\n";
    return h;
  }
  void onOpen(Worker& w, Conn& x) override {
    if (!join.empty()) w.say(x, join);
    if (O.joined.empty()) w.ready(x);
  }
  void onControl(Worker& w, Conn& x, const char* p, size_t n) override {
    if (!O.trouble.empty() && has(p, n, O.trouble.c_str())) {
      if (w.st->bad++ < 3) fprintf(stderr, "trouble: %.*s\n", (int)std::min<size_t>(n, 200), p);
    }
    if (!O.idAfter.empty()) { string id = after(p, n, O.idAfter.c_str()); if (!id.empty() && x.st != Conn::READY) x.id = id; }
    if (!O.peerAfter.empty() && has(p, n, O.peerAfter.c_str())) w.sawPeer(x);
    if (!O.joined.empty() && has(p, n, O.joined.c_str())) w.ready(x);
  }
};

// ------------------------------------------------------------------------------------------------ /proc
struct Usage { double server = 0, self = 0, total = 0, steal = 0; };
static double procCpu(int pid) {
  char f[64], b[1024];
  snprintf(f, sizeof f, "/proc/%d/stat", pid);
  FILE* h = fopen(f, "r");
  if (!h) return 0;
  size_t n = fread(b, 1, sizeof b - 1, h);
  fclose(h);
  b[n] = 0;
  char* p = strrchr(b, ')');
  unsigned long u = 0, s = 0;
  if (p) sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &u, &s);
  return (double)(u + s) / sysconf(_SC_CLK_TCK);
}
static vector<int> kids;
static Usage usage() {
  Usage r;
  for (int p : O.pids) r.server += procCpu(p);
  for (int p : kids) r.self += procCpu(p);
  r.self += procCpu(getpid());
  if (FILE* h = fopen("/proc/stat", "r")) {
    unsigned long u, n, s, id, io, q, sq, st;
    if (fscanf(h, "cpu %lu %lu %lu %lu %lu %lu %lu %lu", &u, &n, &s, &id, &io, &q, &sq, &st) == 8) {
      r.total = (double)(u + n + s + q + sq) / sysconf(_SC_CLK_TCK);
      r.steal = (double)st / sysconf(_SC_CLK_TCK);
    }
    fclose(h);
  }
  return r;
}
struct Mem { double rss = 0, pss = 0; };  // KiB
static double kbField(const char* file, int pid, const char* key) {
  char f[64], l[256];
  snprintf(f, sizeof f, "/proc/%d/%s", pid, file);
  FILE* h = fopen(f, "r");
  double v = 0;
  if (!h) return 0;
  while (fgets(l, sizeof l, h)) if (!strncmp(l, key, strlen(key))) { v = atof(l + strlen(key)); break; }
  fclose(h);
  return v;
}
static Mem mem() {
  Mem m;
  for (int p : O.pids) m.rss += kbField("status", p, "VmRSS:"), m.pss += kbField("smaps_rollup", p, "Pss:");
  return m;
}

// ------------------------------------------------------------------------------------------------ parent
static void emit(const string& line) {
  printf("%s\n", line.c_str());
  fflush(stdout);
  if (!O.json.empty())
    if (FILE* h = fopen(O.json.c_str(), "a")) { fprintf(h, "%s\n", line.c_str()); fclose(h); }
}
static string fmt(const char* f, ...) {
  char b[4096];
  va_list a;
  va_start(a, f);
  vsnprintf(b, sizeof b, f, a);
  va_end(a);
  return b;
}
static uint32_t command(int cmd, int64_t t0 = 0, int64_t tw = 0, int64_t t1 = 0, int K = 0, double rate = 0) {
  S->cmd = cmd; S->t0 = t0; S->tw = tw; S->t1 = t1; S->K = K; S->rate = rate;
  return S->gen.fetch_add(1, std::memory_order_release) + 1;
}
static void await(uint32_t g, int64_t limit) {
  for (;;) {
    bool all = true;
    for (int i = 0; i < O.procs; ++i) all &= S->w[i].done.load(std::memory_order_acquire) == g;
    if (all || nowNs() > limit) return;
    if (waitpid(-1, nullptr, WNOHANG) > 0) die("a worker process died");
    usleep(2000);
  }
}
static Stats* total() {
  static Stats t;
  memset(&t, 0, sizeof t);
  for (int i = 0; i < O.procs; ++i) {
    Stats& s = S->w[i].s;
    t.msg.merge(s.msg); t.setup.merge(s.setup); t.hs.merge(s.hs); t.lag.merge(s.lag);
    for (uint64_t Stats::*f : {&Stats::ready, &Stats::failed, &Stats::presence, &Stats::sent, &Stats::recv, &Stats::sentWin,
           &Stats::recvWin, &Stats::setups, &Stats::setupTimeouts, &Stats::lost, &Stats::dup, &Stats::reordered, &Stats::misrouted,
           &Stats::altered, &Stats::control, &Stats::disconnects, &Stats::bad, &Stats::bytesIn}) t.*f += s.*f;
    if (s.first && (!t.first || s.first < t.first)) t.first = s.first;
    if (s.last > t.last) t.last = s.last;
    if (s.lastErrno) t.lastErrno = s.lastErrno;
  }
  return &t;
}
static string lat(const char* name, const Hist& h) {
  return fmt("\"%s\":{\"n\":%llu,\"mean\":%.1f,\"p50\":%.1f,\"p90\":%.1f,\"p99\":%.1f,\"p99_9\":%.1f,\"max\":%.1f}", name,
             (unsigned long long)h.n, h.n ? h.sum / 1e3 / h.n : 0.0, h.q(.5), h.q(.9), h.q(.99), h.q(.999), h.mx / 1e3);
}
static string faults(const Stats& t) {
  return fmt("\"lost\":%lld,\"dup\":%llu,\"reordered\":%llu,\"misrouted\":%llu,\"altered\":%llu,\"bad\":%llu,\"disconnects\":%llu,\"setup_timeouts\":%llu",
             (long long)t.lost, (unsigned long long)t.dup, (unsigned long long)t.reordered, (unsigned long long)t.misrouted,
             (unsigned long long)t.altered, (unsigned long long)t.bad, (unsigned long long)t.disconnects, (unsigned long long)t.setupTimeouts);
}
static vector<string> table;

static void phaseA() {
  Mem m0 = mem();
  Usage u0 = usage();
  int64_t a = nowNs();
  await(command(C_CONNECT, a, 0, a + (int64_t)(O.connTimeout * 1e9), 0, O.rate), a + (int64_t)((O.connTimeout + 5) * 1e9));
  Usage u1 = usage();
  sleepUntil(nowNs() + (int64_t)(O.settle * 1e9));
  Mem m1 = mem();
  Stats& t = *total();
  double secs = (t.last - t.first) / 1e9, cps = secs > 0 ? t.ready / secs : 0, srv = u1.server - u0.server;
  double rss = t.ready ? (m1.rss - m0.rss) * 1024 / t.ready : 0, pss = t.ready ? (m1.pss - m0.pss) * 1024 / t.ready : 0;
  emit(fmt("{\"label\":\"%s\",\"phase\":\"A\",\"conns\":%d,\"ready\":%llu,\"failed\":%llu,\"errno\":%d,\"told_of_peer\":%llu,\"secs\":%.3f,\"conns_per_s\":%.0f,",
           O.label.c_str(), O.conns, (unsigned long long)t.ready, (unsigned long long)t.failed, t.lastErrno, (unsigned long long)t.presence, secs, cps) +
       lat("handshake_us", t.hs) +
       fmt(",\"server_cpu_s\":%.2f,\"conns_per_cpu_s\":%.0f,\"loadgen_cpu_s\":%.2f,\"rss_before_kb\":%.0f,\"rss_after_kb\":%.0f,\"rss_per_conn\":%.0f,\"pss_per_conn\":%.0f,\"other_cpu_s\":%.2f}",
           srv, srv > 0 ? t.ready / srv : 0, u1.self - u0.self, m0.rss, m1.rss, rss, pss,
           u1.total - u0.total - srv - (u1.self - u0.self)));
  table.push_back(fmt("A  %llu/%d connected in %.2f s = %.0f conn/s; handshake p50 %.1f ms p99 %.1f ms; %.0f B RSS, %.0f B PSS per connection; told of peer %llu",
                      (unsigned long long)t.ready, O.conns, secs, cps, t.hs.q(.5) / 1e3, t.hs.q(.99) / 1e3, rss, pss, (unsigned long long)t.presence));
}
static void phaseB(int K) {
  int64_t t0 = nowNs() + 20000000, tw = t0 + (int64_t)(O.warm * 1e9), t1 = tw + (int64_t)(O.bsecs * 1e9);
  uint32_t g = command(C_B, t0, tw, t1, K);
  sleepUntil(tw);
  Usage u0 = usage();
  sleepUntil(t1);
  Usage u1 = usage();
  Mem m = mem();
  await(g, t1 + (int64_t)((O.setupTimeout + 3) * 1e9));
  Stats& t = *total();
  double srv = u1.server - u0.server, self = u1.self - u0.self, sps = t.setups / O.bsecs, mps = t.recvWin / O.bsecs;
  emit(fmt("{\"label\":\"%s\",\"phase\":\"B\",\"conns\":%d,\"k\":%d,\"secs\":%.1f,\"setups\":%llu,\"setups_per_s\":%.1f,\"msgs_per_s\":%.0f,",
           O.label.c_str(), O.conns, K, O.bsecs, (unsigned long long)t.setups, sps, mps) +
       lat("msg_us", t.msg) + "," + lat("setup_us", t.setup) +
       fmt(",\"server_cpu_s\":%.2f,\"msgs_per_cpu_s\":%.0f,\"loadgen_cpu_s\":%.2f,\"other_cpu_s\":%.2f,\"steal_s\":%.2f,\"rss_kb\":%.0f,\"sent\":%llu,\"received\":%llu,",
           srv, srv > 0 ? t.recvWin / srv : 0, self, u1.total - u0.total - srv - self, u1.steal - u0.steal, m.rss, (unsigned long long)t.sent,
           (unsigned long long)t.recv) + faults(t) + "}");
  table.push_back(fmt("B  K=%-5d %8.1f set-ups/s %8.0f msg/s  server %.2f CPU -> %.0f msg/CPU-s  loadgen %.2f CPU  other %.2f CPU", K, sps, mps,
                      srv / O.bsecs, srv > 0 ? t.recvWin / srv : 0, self / O.bsecs, (u1.total - u0.total - srv - self) / O.bsecs));
  table.push_back(fmt("     message us p50 %.0f p90 %.0f p99 %.0f p99.9 %.0f max %.0f | set-up ms p50 %.2f p99 %.2f | lost %lld dup %llu reordered %llu misrouted %llu altered %llu timeouts %llu",
                      t.msg.q(.5), t.msg.q(.9), t.msg.q(.99), t.msg.q(.999), t.msg.mx / 1e3, t.setup.q(.5) / 1e3, t.setup.q(.99) / 1e3, (long long)t.lost,
                      (unsigned long long)t.dup, (unsigned long long)t.reordered, (unsigned long long)t.misrouted, (unsigned long long)t.altered, (unsigned long long)t.setupTimeouts));
}
static void phaseC() {
  int64_t t0 = nowNs() + 20000000, tw = t0 + 1000000000LL, t1 = tw + (int64_t)(O.csecs * 1e9);
  uint32_t g = command(C_C, t0, tw, t1, 0, O.crate);
  sleepUntil(tw);
  Usage u0 = usage();
  sleepUntil(t1);
  Usage u1 = usage();
  Mem m = mem();
  await(g, t1 + 8000000000LL);
  Stats& t = *total();
  double srv = u1.server - u0.server, self = u1.self - u0.self, mps = t.recvWin / O.csecs;
  emit(fmt("{\"label\":\"%s\",\"phase\":\"C\",\"conns\":%d,\"rate\":%.0f,\"secs\":%.1f,\"msgs_per_s\":%.0f,", O.label.c_str(), O.conns, O.crate, O.csecs, mps) +
       lat("msg_us", t.msg) + "," + lat("send_lag_us", t.lag) +
       fmt(",\"server_cpu_s\":%.2f,\"msgs_per_cpu_s\":%.0f,\"loadgen_cpu_s\":%.2f,\"other_cpu_s\":%.2f,\"steal_s\":%.2f,\"rss_kb\":%.0f,\"sent\":%llu,\"received\":%llu,",
           srv, srv > 0 ? t.recvWin / srv : 0, self, u1.total - u0.total - srv - self, u1.steal - u0.steal, m.rss, (unsigned long long)t.sent,
           (unsigned long long)t.recv) + faults(t) + "}");
  table.push_back(fmt("C  %.0f msg/s asked, %.0f relayed; server %.2f CPU -> %.0f msg/CPU-s  loadgen %.2f CPU  other %.2f CPU", O.crate, mps, srv / O.csecs,
                      srv > 0 ? t.recvWin / srv : 0, self / O.csecs, (u1.total - u0.total - srv - self) / O.csecs));
  table.push_back(fmt("     message us from intended time p50 %.0f p90 %.0f p99 %.0f p99.9 %.0f max %.0f | send lag us p50 %.0f p99 %.0f p99.9 %.0f | lost %lld dup %llu reordered %llu misrouted %llu altered %llu disconnects %llu",
                      t.msg.q(.5), t.msg.q(.9), t.msg.q(.99), t.msg.q(.999), t.msg.mx / 1e3, t.lag.q(.5), t.lag.q(.99), t.lag.q(.999), (long long)t.lost,
                      (unsigned long long)t.dup, (unsigned long long)t.reordered, (unsigned long long)t.misrouted, (unsigned long long)t.altered, (unsigned long long)t.disconnects));
}
static void phaseD() {
  Usage u0 = usage();
  int64_t a = nowNs(), quiet = 0, end = 0;
  await(command(C_CLOSE), a + 20000000000LL);
  double last = usage().server, cpu = 0;
  while (quiet < 3 && nowNs() - a < 60000000000LL) {  // until three quarters of a second with almost no CPU
    usleep(250000);
    double u = usage().server;
    if (u - last > 0.015) { quiet = 0; end = nowNs(); } else quiet++;
    last = u;
    cpu = u - u0.server;
  }
  double secs = end ? (end - a) / 1e9 : 0;
  Mem m = mem();
  emit(fmt("{\"label\":\"%s\",\"phase\":\"D\",\"conns\":%d,\"teardown_s\":%.2f,\"server_cpu_s\":%.2f,\"rss_kb\":%.0f}", O.label.c_str(), O.conns, secs, cpu, m.rss));
  table.push_back(fmt("D  all %d connections closed: server busy for %.2f s, %.2f CPU s; RSS then %.0f MiB", O.conns, secs, cpu, m.rss / 1024));
}

static vector<string> split(const string& s) {
  vector<string> v;
  for (size_t a = 0; a <= s.size();) {
    size_t b = s.find(',', a);
    if (b == string::npos) b = s.size();
    if (b > a) v.push_back(s.substr(a, b - a));
    a = b + 1;
  }
  return v;
}
int main(int argc, char** argv) {
  for (int i = 1; i < argc; ++i) {
    string a = argv[i];
    if (a == "--help" || a == "-h") { fputs(HELP, stdout); return 0; }
    if (a == "--coalesce") { O.coalesce = true; continue; }
    if (a == "--fixed-pairs") { O.fixedPairs = true; continue; }
    if (a == "--spin") { O.spin = true; continue; }
    if (i + 1 >= argc) die("%s: missing value or unknown option; see --help", a.c_str());
    string v = argv[++i];
    struct { const char* n; string* s; int* i; double* d; } t[] = {
      {"--proto", &O.proto, 0, 0}, {"--label", &O.label, 0, 0}, {"--json", &O.json, 0, 0}, {"--phases", &O.phases, 0, 0},
      {"--conns", 0, &O.conns, 0}, {"--procs", 0, &O.procs, 0}, {"--sources", 0, &O.sources, 0}, {"--inflight", 0, &O.inflight, 0},
      {"--cands", 0, &O.cands, 0}, {"--sdp-size", 0, &O.sdpSize, 0}, {"--cand-size", 0, &O.candSize, 0},
      {"--rate", 0, 0, &O.rate}, {"--settle", 0, 0, &O.settle}, {"--conn-timeout", 0, 0, &O.connTimeout}, {"--warm", 0, 0, &O.warm},
      {"--b-secs", 0, 0, &O.bsecs}, {"--c-secs", 0, 0, &O.csecs}, {"--cross", 0, 0, &O.cross},
      {"--hb", 0, 0, &O.hb}, {"--setup-timeout", 0, 0, &O.setupTimeout},
      {"--path", &O.path, 0, 0}, {"--subproto", &O.subproto, 0, 0}, {"--header", &O.header, 0, 0}, {"--join-tpl", &O.joinTpl, 0, 0},
      {"--joined", &O.joined, 0, 0}, {"--id-after", &O.idAfter, 0, 0}, {"--peer-after", &O.peerAfter, 0, 0}, {"--send-tpl", &O.sendTpl, 0, 0},
      {"--offer-tpl", &O.offerTpl, 0, 0}, {"--answer-tpl", &O.answerTpl, 0, 0}, {"--cand-tpl", &O.candTpl, 0, 0},
      {"--recv-after", &O.recvAfter, 0, 0}, {"--hb-tpl", &O.hbTpl, 0, 0}, {"--ack-tpl", &O.ackTpl, 0, 0}, {"--ack-ms", 0, 0, &O.ackMs}, {"--trouble", &O.trouble, 0, 0}};
    bool ok = false;
    for (auto& o : t)
      if (a == o.n) {
        ok = true;
        if (o.s) *o.s = v;
        else if (o.i) *o.i = atoi(v.c_str());
        else *o.d = atof(v.c_str());
      }
    if (a == "--k") { O.ks.clear(); for (auto& s : split(v)) O.ks.push_back(atoi(s.c_str())); ok = true; }
    if (a == "--c-rate") { for (auto& s : split(v)) O.crates.push_back(atof(s.c_str())); ok = true; }
    if (a == "--pids") { for (auto& s : split(v)) O.pids.push_back(atoi(s.c_str())); ok = true; }
    if (a == "--target") {
      for (auto& s : split(v)) {
        sockaddr_in x{};
        size_t c = s.find(':');
        x.sin_family = AF_INET;
        if (c == string::npos || inet_pton(AF_INET, s.substr(0, c).c_str(), &x.sin_addr) != 1) die("bad target %s", s.c_str());
        if ((ntohl(x.sin_addr.s_addr) >> 24) != 127) die("targets must be loopback addresses");
        x.sin_port = htons(atoi(s.c_str() + c + 1));
        O.targets.push_back(x);
      }
      ok = true;
    }
    if (!ok) die("unknown option %s; see --help", a.c_str());
  }
  if (O.crates.empty()) O.crates.push_back(O.crate);
  if (O.targets.empty()) die("--target is required; see --help");
  O.conns &= ~1;
  if (O.conns < 2 || O.sources < 1 || O.sources > 250) die("bad --conns or --sources");
  if (O.hb < 0) O.hb = O.proto == "peerjs" ? 5 : 0;
  rlimit rl;
  getrlimit(RLIMIT_NOFILE, &rl);
  rl.rlim_cur = rl.rlim_max;
  setrlimit(RLIMIT_NOFILE, &rl);
  rlimit want{1 << 20, 1 << 20};
  if (setrlimit(RLIMIT_NOFILE, &want) == 0) rl = want;  // root with CAP_SYS_RESOURCE may go beyond the hard limit
  int fit = (int)std::min<rlim_t>(rl.rlim_cur, 1 << 20) - 64;
  if (O.procs <= 0) O.procs = (O.conns + fit - 1) / fit;
  if (O.procs > 64 || (O.conns + O.procs - 1) / O.procs > fit) die("too many connections per process for RLIMIT_NOFILE %ld", (long)rl.rlim_cur);
  if (O.proto != "socketio" && O.proto != "peerjs" && O.proto != "rawjson") die("unknown --proto");
  makePayloads();
  S = (Shared*)mmap(nullptr, sizeof(Shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (S == MAP_FAILED) die("mmap");
  int at = 0, pairs = O.conns / 2;
  for (int i = 0; i < O.procs; ++i) {
    int np = pairs / O.procs + (i < pairs % O.procs);
    fflush(stdout);
    pid_t p = fork();
    if (p == 0) {
      Worker* w = new Worker();
      w->w = i; w->base = at; w->n = np * 2;
      if (O.proto == "socketio") w->ad.reset(new SocketIo());
      else if (O.proto == "peerjs") w->ad.reset(new PeerJs());
      else w->ad.reset(new RawJson());
      w->run();
    }
    kids.push_back(p);
    at += np * 2;
  }
  phaseA();
  for (char ch : O.phases) {
    if (ch == 'B') for (int k : O.ks) phaseB(k);
    else if (ch == 'C') for (double rate : O.crates) { O.crate = rate; phaseC(); }
    else if (ch == 'D') phaseD();
  }
  command(C_QUIT);
  for (int p : kids) waitpid(p, nullptr, 0);
  fprintf(stderr, "\n%s (%s, %d connections)\n", O.label.c_str(), O.proto.c_str(), O.conns);
  for (auto& l : table) fprintf(stderr, "%s\n", l.c_str());
}
