// The data channels of one connection. Ours are agreed on beforehand (both sides make the same), so they cost no extra round
// and no side has to be the one that opens them.

/**
 * @typedef {object} ChannelsOwner
 * @property {(label: string, channel: RTCDataChannel) => void} opened
 * @property {(label: string, data: any) => void} received
 */

export class Channels {
  /** @type {Map<string, RTCDataChannel>} */
  byLabel = new Map();
  #owner;

  /**
   * @param {RTCPeerConnection} pc
   * @param {readonly string[]} labels
   * @param {ChannelsOwner} owner
   */
  constructor(pc, labels, owner) {
    this.#owner = owner;
    labels.forEach((label, id) => this.#adopt(pc.createDataChannel(label, { negotiated: true, id })));
    pc.ondatachannel = ({ channel }) => this.#adopt(channel);
  }

  /**
   * @param {string} label
   * @param {string | ArrayBuffer} data
   * @returns {boolean} Whether the channel was open.
   */
  send(label, data) {
    const channel = this.byLabel.get(label);
    if (channel?.readyState !== "open") return false;
    channel.send(/** @type {any} */ (data));
    return true;
  }

  /** @param {RTCDataChannel} channel */
  #adopt(channel) {
    const { label } = channel;
    this.byLabel.set(label, channel);
    channel.binaryType = "arraybuffer";
    channel.onmessage = ({ data }) => this.#owner.received(label, data);
    channel.onopen = () => this.#owner.opened(label, channel);
    if (channel.readyState === "open") this.#owner.opened(label, channel);
  }
}
