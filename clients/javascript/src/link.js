// Keeps one live socket to the server: opens, greets, backs off, moves. What a session is, its owner knows.
// While a second socket is being opened (a move), the first stays in use until the second is answered.

import { Backoff } from "./backoff.js";
import { Socket } from "./socket.js";
import { Timer } from "./timer.js";
import { afterClose } from "./close-rules.js";
import { SignalingError } from "./errors.js";

/** @import { Platform } from "./platform.js" */
/** @import { LinkOwner } from "./link-owner.js" */
/** @import { Message } from "./types.js" */
/** @import { Verdict } from "./close-rules.js" */

const answerMs = 15_000;
const answers = new Set(["existing-peers", "resumed"]);

export class Link {
  #platform;
  #home;
  #url;
  #owner;
  #backoff;
  #wait;
  #deadline;
  /** @type {Socket | null} Greeted and answered. */
  #current = null;
  /** @type {Socket | null} Being opened. */
  #next = null;
  /** @type {SignalingError | null} What the server said last, if it was an error. */
  #error = null;
  #preparing = false;
  #stopped = false;

  /**
   * @param {Platform} platform
   * @param {string} url
   * @param {LinkOwner} owner
   */
  constructor(platform, url, owner) {
    this.#platform = platform;
    this.#home = this.#url = url;
    this.#owner = owner;
    this.#backoff = new Backoff(platform);
    this.#wait = new Timer(platform);
    this.#deadline = new Timer(platform);
  }

  get isLive() {
    return this.#current?.isOpen === true;
  }

  /** @param {string} text @returns {boolean} Whether it was handed to the browser. */
  send(text) {
    return this.#current?.send(text) === true;
  }

  /** Opens a socket now, unless one is being opened. */
  async open() {
    if (this.#stopped || this.#preparing || this.#next) return;
    this.#wait.stop();
    if (!this.#current) this.#owner.trying();
    this.#preparing = true;
    try {
      await this.#owner.prepare();
    } catch (cause) {
      if (!this.#stopped) this.#retry(0, new SignalingError("token-unavailable", { retry: "after", cause }));
      return;
    } finally {
      this.#preparing = false;
    }
    if (!this.#stopped) this.#dial();
  }

  /** The page is visible or online again: no use in waiting. */
  wake() {
    if (this.#wait.isRunning) this.open();
  }

  /** Make before break. @param {string | undefined} url @param {number} afterMs */
  move(url, afterMs) {
    this.#url = url ?? this.#url;
    this.#wait.start(this.#platform.random() * afterMs / 2, () => this.open());
  }

  /** The live socket is of no use: resume on another. */
  drop() {
    const socket = this.#current;
    socket?.close(4000);
    if (socket) this.#ended(socket, 4000);
  }

  /** @param {number} code */
  stop(code) {
    this.#stopped = true;
    this.#wait.stop();
    this.#deadline.stop();
    this.#backoff.disconnected();
    this.#next?.close(4000);
    this.#current?.close(code);
    this.#next = this.#current = null;
  }

  #dial() {
    const socket = this.#connect();
    if (!socket) return;
    this.#next = socket;
    this.#deadline.start(answerMs, () => {
      socket.close(4000);
      this.#ended(socket, 4000);
    });
  }

  #connect() {
    try {
      return new Socket(this.#platform, this.#url, {
        opened: socket => void socket.send(JSON.stringify(this.#owner.greet())),
        received: (socket, message, text) => this.#received(socket, message, text),
        frame: (direction, text) => this.#owner.frame(direction, text),
        ended: (socket, code) => this.#ended(socket, code),
      });
    } catch (cause) {
      this.stop(1000);
      this.#owner.stopped(new SignalingError("bad-url", { message: `No WebSocket can be opened to ${this.#url}.`, cause }));
      return null;
    }
  }

  /**
   * @param {Socket} socket
   * @param {Message} message
   * @param {string} text
   */
  #received(socket, message, text) {
    const error = message.type === "error" && message.seq === undefined ? SignalingError.from(message) : null;
    if (error || socket === this.#current) this.#error = error;
    if (error && !this.#isHandover(socket, error.code === "taken-over")) return this.#refused(socket, error);
    if (error) return;
    if (socket === this.#next && answers.has(message.type)) this.#promote(socket);
    if (socket === this.#current) this.#owner.receive(message, text);
  }

  // Whatever is said instead of an answer is a refusal, also where the server would leave the socket open.
  /** @param {Socket} socket @param {SignalingError} error */
  #refused(socket, error) {
    this.#owner.warned(error);
    if (socket !== this.#next) return;
    socket.close(4000);
    this.#ended(socket, 4002);
  }

  /** @param {Socket} socket */
  #promote(socket) {
    this.#deadline.stop();
    this.#current?.close(4000);
    this.#current = socket;
    this.#next = null;
    this.#error = null;
    this.#backoff.connected();
  }

  /** @param {Socket} socket @param {number} code */
  #ended(socket, code) {
    const error = this.#error;
    this.#error = null;
    if (socket === this.#next) {
      this.#next = null;
      this.#deadline.stop();
      this.#url = this.#home;
      if (this.#current) this.#retry(0);
      else this.#follow(afterClose(code, error));
    } else if (socket === this.#current) {
      this.#current = null;
      this.#backoff.disconnected();
      this.#owner.lost();
      if (this.#isHandover(socket, code === 4009)) return; // the second one is about to be answered
      if (this.#next && code !== 4011) this.#owner.trying();
      else this.#follow(afterClose(code, error));
    }
  }

  // Our own second socket takes the session over; the first is told so, as anybody would be, and perhaps before the second has its answer.
  /** @param {Socket} socket @param {boolean} isTakenOver */
  #isHandover(socket, isTakenOver) {
    return isTakenOver && socket !== this.#next && this.#next?.isOpen === true;
  }

  /** @param {Verdict} verdict */
  #follow(verdict) {
    const { next, waitMs, error } = this.#owner.judge(verdict);
    if (next === "stop") {
      this.stop(1000);
      this.#owner.stopped(error ?? new SignalingError("session-ended"));
    } else if (next === "token") {
      this.#owner.waiting(undefined, error);
    } else {
      this.#retry(waitMs, error);
    }
  }

  /** @param {number} waitMs @param {SignalingError} [error] */
  #retry(waitMs, error) {
    const ms = Math.max(waitMs, this.#backoff.next());
    this.#wait.start(ms, () => this.open());
    if (!this.#current) this.#owner.waiting(ms, error);
  }
}
