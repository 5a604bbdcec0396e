// How numbers and times read.

/** @param {number} n */
export const count = n => new Intl.NumberFormat("en", { notation: n >= 100_000 ? "compact" : "standard", maximumFractionDigits: 1 }).format(n);

/** @param {number} n @param {string} word */
export const many = (n, word) => `${count(n)} ${word}${n === 1 ? "" : "s"}`;

/** @param {number} n */
export const rate = n => (n >= 100 ? count(Math.round(n)) : n.toFixed(n >= 10 ? 0 : 1));

/** @param {number} bytes */
export function bytes(bytes) {
  for (const [unit, size] of [["GiB", 2 ** 30], ["MiB", 2 ** 20], ["KiB", 2 ** 10]]) {
    if (bytes >= size) return `${(bytes / size).toFixed(bytes / size >= 100 ? 0 : 1)} ${unit}`;
  }
  return `${bytes} B`;
}

/** @param {number} ms */
export function span(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(seconds < 10 ? 1 : 0)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3600)} h ${Math.floor(seconds % 3600 / 60)} min`;
  return `${Math.floor(seconds / 86_400)} d ${Math.floor(seconds % 86_400 / 3600)} h`;
}

/** @param {number} ms */
export const seconds = ms => (ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`);

/** @param {number} at */
export const clock = at => new Date(at).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });

const tones = { connected: "good", "setting-up": "info", stalled: "warn", failed: "bad", ended: "", nothing: "" };

/** @param {string} outcome The outcome of a verdict. */
export const toneOf = outcome => tones[outcome] ?? "";

/** @param {string} outcome */
export const wordOf = outcome => outcome.replace("-", " ");
