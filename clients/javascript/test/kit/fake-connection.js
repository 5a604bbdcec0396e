// An RTCPeerConnection without a network: signaling states, implicit rollback, generations and negotiation-needed as in the
// standard, as far as perfect negotiation can tell.

/** @typedef {{ type: RTCSdpType, sdp: string }} Description */

let ufrags = 0;

export class FakeConnection {
  /** @type {FakeConnection[]} */
  static all = [];

  signalingState = "stable";
  connectionState = "new";
  /** @type {Description | null} */
  currentLocalDescription = null;
  /** @type {Description | null} */
  pendingLocalDescription = null;
  /** @type {Description | null} */
  currentRemoteDescription = null;
  /** @type {Description | null} */
  pendingRemoteDescription = null;
  /** @type {any} */
  onnegotiationneeded = null;
  /** @type {any} */
  onicecandidate = null;
  /** @type {any} */
  ontrack = null;
  /** @type {any} */
  ondatachannel = null;
  /** @type {any} */
  onconnectionstatechange = null;
  /** @type {FakeSender[]} */
  senders = [];
  /** @type {FakeChannel[]} */
  channels = [];
  /** @type {RTCIceCandidateInit[]} */
  candidates = [];
  rollbacks = 0;
  restarts = 0;
  /** What the next setRemoteDescription fails with. @type {Error | null} */
  nextFault = null;
  #needed = false;
  #ufrag = `u${++ufrags}`;
  #chain = Promise.resolve();

  /** @param {RTCConfiguration} configuration */
  constructor(configuration) {
    this.configuration = configuration;
    FakeConnection.all.push(this);
  }

  get localDescription() {
    return this.pendingLocalDescription ?? this.currentLocalDescription;
  }

  get remoteDescription() {
    return this.pendingRemoteDescription ?? this.currentRemoteDescription;
  }

  /** @returns {Promise<Description>} */
  async createOffer() {
    await Promise.resolve();
    const needed = this.#needed;
    const offer = this.#describe("offer");
    this.#needed = needed;
    return offer;
  }

  /** @param {Description} [given] */
  setLocalDescription(given) {
    return this.#do(() => {
      if (given) {
        this.pendingLocalDescription = given;
        this.signalingState = "have-local-offer";
        this.#needed = this.senders.some(sender => !given.sdp.includes(`a=track:${sender.track.id}\r\n`));
      } else if (this.signalingState === "have-remote-offer") {
        this.currentRemoteDescription = this.pendingRemoteDescription;
        this.currentLocalDescription = this.#describe("answer");
        this.#stable();
      } else {
        this.pendingLocalDescription = this.#describe("offer");
        this.signalingState = "have-local-offer";
      }
    });
  }

  /** @param {Description} description */
  setRemoteDescription(description) {
    return this.#do(() => {
      const fault = this.nextFault;
      this.nextFault = null;
      if (fault) throw fault;
      if (description.type === "offer") {
        if (this.signalingState === "have-local-offer") this.#rollback();
        this.pendingRemoteDescription = description;
        this.signalingState = "have-remote-offer";
      } else {
        if (this.signalingState !== "have-local-offer") throw new Error(`InvalidStateError: an answer in ${this.signalingState}`);
        this.currentRemoteDescription = description;
        this.currentLocalDescription = this.pendingLocalDescription;
        this.#stable();
      }
    });
  }

  /** @param {RTCIceCandidateInit} candidate */
  addIceCandidate(candidate) {
    return this.#do(() => {
      const named = [this.currentRemoteDescription, this.pendingRemoteDescription].some(d => d?.sdp.includes(`ice-ufrag:${candidate.usernameFragment}\r\n`));
      if (!named) throw new Error("OperationError: the ufrag is in no remote description");
      this.candidates.push(candidate);
    });
  }

  /** @param {any} track @param {...any} streams */
  addTrack(track, ...streams) {
    const sender = new FakeSender(track, streams);
    this.senders.push(sender);
    this.#need();
    return sender;
  }

  /** @param {FakeSender} sender */
  removeTrack(sender) {
    this.senders = this.senders.filter(s => s !== sender);
    this.#need();
  }

  /** @param {string} label @param {RTCDataChannelInit} options */
  createDataChannel(label, options) {
    const channel = new FakeChannel(label, options);
    this.channels.push(channel);
    this.#need();
    return channel;
  }

  restartIce() {
    this.restarts++;
    this.#ufrag = `u${++ufrags}`;
    this.#need();
  }

  /** @param {RTCConfiguration} configuration */
  setConfiguration(configuration) {
    this.configuration = configuration;
  }

  close() {
    this.signalingState = "closed";
    this.connectionState = "closed";
  }

  // The test's hand.

  /** @param {string} line */
  gather(line) {
    const usernameFragment = this.#ufrag;
    this.onicecandidate?.({ candidate: { candidate: line, toJSON: () => ({ candidate: line, sdpMid: "0", usernameFragment }) } });
  }

  gathered() {
    this.onicecandidate?.({ candidate: null });
  }

  /** @param {string} state */
  become(state) {
    this.connectionState = state;
    this.onconnectionstatechange?.();
  }

  /** @param {RTCSdpType} type @returns {Description} */
  #describe(type) {
    this.#needed = false;
    return { type, sdp: `v=0\r\na=ice-ufrag:${this.#ufrag}\r\n${this.senders.map(s => `a=track:${s.track.id}\r\n`).join("")}` };
  }

  #stable() {
    this.pendingLocalDescription = this.pendingRemoteDescription = null;
    this.signalingState = "stable";
    this.#tellNeed();
  }

  #rollback() {
    this.rollbacks++;
    this.#needed = true;
    this.#stable();
  }

  #need() {
    this.#needed = true;
    this.#tellNeed();
  }

  #tellNeed() {
    queueMicrotask(() => {
      if (this.#needed && this.signalingState === "stable") this.onnegotiationneeded?.();
    });
  }

  /** @param {() => void} step */
  #do(step) {
    const done = this.#chain.then(async () => {
      await Promise.resolve();
      if (this.signalingState === "closed") throw new Error("InvalidStateError: closed");
      step();
    });
    this.#chain = done.catch(() => {});
    return done;
  }
}

class FakeSender {
  /** @param {any} track @param {any[]} streams */
  constructor(track, streams) {
    this.track = track;
    this.streams = streams;
  }

  /** @param {any} track */
  async replaceTrack(track) {
    this.track = track;
  }
}

export class FakeChannel {
  readyState = "connecting";
  binaryType = "blob";
  /** @type {any} */
  onopen = null;
  /** @type {any} */
  onmessage = null;
  /** @type {any[]} */
  sent = [];

  /** @param {string} label @param {RTCDataChannelInit} options */
  constructor(label, options) {
    this.label = label;
    this.options = options;
  }

  /** @param {any} data */
  send(data) {
    this.sent.push(data);
  }

  open() {
    this.readyState = "open";
    this.onopen?.();
  }
}
