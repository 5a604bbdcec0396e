// What /metrics says (the Prometheus text format), and what changed since the reading before.

/**
 * @param {string} text
 * @returns {Map<string, { labels: Record<string, string>, value: number }[]>}
 */
export function parse(text) {
  const samples = new Map();
  for (const line of text.split("\n")) {
    const match = line.match(/^([a-zA-Z_:][\w:]*)(?:\{(.*)\})? (\S+)/);
    if (!match) continue;
    const labels = Object.fromEntries([...(match[2] ?? "").matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, name, value]) => [name, value]));
    if (!samples.has(match[1])) samples.set(match[1], []);
    samples.get(match[1]).push({ labels, value: match[3] === "+Inf" ? Infinity : Number(match[3]) });
  }
  return samples;
}

/** The sum of a metric's samples; null when there is none. @param {ReturnType<typeof parse>} samples @param {string} name */
export function sum(samples, name) {
  const found = samples.get(name);
  return found ? found.reduce((total, { value }) => total + value, 0) : null;
}

/**
 * A quantile of what a histogram counted between two readings, in its unit; null when it counted nothing.
 * @param {ReturnType<typeof parse>} now
 * @param {ReturnType<typeof parse>} before
 * @param {string} name
 * @param {number} q
 */
export function quantile(now, before, name, q) {
  const total = samples => {
    const buckets = new Map();
    for (const { labels, value } of samples.get(`${name}_bucket`) ?? []) {
      const bound = labels.le === "+Inf" ? Infinity : Number(labels.le);
      buckets.set(bound, (buckets.get(bound) ?? 0) + value);
    }
    return buckets;
  };
  const earlier = total(before);
  const grown = [...total(now)].map(([bound, value]) => /** @type {[number, number]} */ ([bound, value - (earlier.get(bound) ?? 0)])).sort(([a], [b]) => a - b);
  const all = grown.at(-1)?.[1] ?? 0;
  if (all <= 0) return null;
  let [low, under] = [0, 0];
  for (const [bound, value] of grown) {
    if (value >= q * all) return bound === Infinity ? low : low + (bound - low) * ((q * all - under) / Math.max(1, value - under));
    [low, under] = [bound, value];
  }
  return low;
}
