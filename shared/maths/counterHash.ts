/**
 * Counter-based randomness for dropout: which units drop follows from (seed, step, layer, row, unit) alone, by 32-bit
 * integer operations that every backend has, so that masks are the same wherever and in whatever chunks training runs.
 */

/** Multipliers of the hash; in the graph they are int32 constants. */
export const hashMultipliers = {
  counter: 0x9e3779b1 | 0,
  first: 0x85ebca6b | 0,
  second: 0xc2b2ae35 | 0,
} as const;

/** The last mixing of MurmurHash3 (Appleby, 2011). */
function mix(value: number): number {
  let h = value;
  h ^= h >>> 16;
  h = Math.imul(h, hashMultipliers.first);
  h ^= h >>> 13;
  h = Math.imul(h, hashMultipliers.second);
  return h ^ (h >>> 16);
}

/** The two keys (int32) of a layer's mask at a step. */
export function dropoutKeys(seed: number, step: number, layer: number): readonly [number, number] {
  const base = mix(mix(seed | 0) + Math.imul(layer + 1, hashMultipliers.counter));
  return [mix(base ^ mix(step | 0)), mix(mix(base + 0x5bd1e995) + Math.imul(step, hashMultipliers.first))];
}

/** Random 24 bits of an element of the mask: `index` is row · units + unit. */
export function dropoutBits(index: number, keys: readonly [number, number]): number {
  let h = (Math.imul(index, hashMultipliers.counter) + keys[0]) | 0;
  h ^= h >>> 16;
  h = Math.imul(h, hashMultipliers.first) ^ keys[1];
  h ^= h >>> 13;
  h = Math.imul(h, hashMultipliers.second);
  h ^= h >>> 16;
  return h >>> 8;
}

/** An element is kept where its 24 bits are at least this. */
export const dropoutThreshold = (rate: number): number => Math.round(rate * 0x100_0000);

/** The mask of [rows, units]: 0 where a unit drops, else 1/(1 − rate) (inverted dropout, Srivastava et al., 2014). */
export function dropoutMask(
  rows: number,
  units: number,
  keys: readonly [number, number],
  rate: number,
): Float32Array {
  const threshold = dropoutThreshold(rate);
  const kept = Math.fround(1 / (1 - rate));
  return Float32Array.from({ length: rows * units }, (_, i) =>
    dropoutBits(i, keys) >= threshold ? kept : 0,
  );
}
