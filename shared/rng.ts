/** Seeded randomness: independent, reproducible streams derived from a seed and a name; runs anywhere. */
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

/** A stream of random numbers that a seed and a name determine completely. */
export interface RandomStream {
  /** Uniform integer in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1) with 32 bits. */
  uniform(): number;
  /** Standard normal (Box and Muller, 1958). */
  normal(): number;
}

/** FNV-1a over the parts, so that streams of different names do not overlap in practice. */
function hashSeed(seed: number, name: string): number {
  let hash = 0x811c9dc5 ^ (seed | 0);
  hash = Math.imul(hash, 0x01000193);
  for (let i = 0; i < name.length; i++) {
    hash ^= name.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash | 0;
}

/** The stream called `name` of `seed` (a safe integer; its low 32 bits count). */
export function randomStream(seed: number, name: string): RandomStream {
  const generator: RandomGenerator = xoroshiro128plus(hashSeed(seed, name));
  let spare: number | null = null;
  const stream: RandomStream = {
    uint32: () => generator.next() >>> 0,
    uniform: () => (generator.next() >>> 0) / 0x1_0000_0000,
    normal: () => {
      if (spare !== null) {
        const value = spare;
        spare = null;
        return value;
      }
      const radius = Math.sqrt(-2 * Math.log(1 - stream.uniform()));
      const angle = 2 * Math.PI * stream.uniform();
      spare = radius * Math.sin(angle);
      return radius * Math.cos(angle);
    },
  };
  return stream;
}

/** Shuffles in place (Fisher and Yates); the bias of the multiply-shift is below 2⁻¹² for a million items. */
export function shuffleInPlace(items: Int32Array, stream: RandomStream): void {
  for (let i = items.length - 1; i > 0; i--) {
    const j = Math.floor(stream.uniform() * (i + 1));
    const held = items[i] as number;
    items[i] = items[j] as number;
    items[j] = held;
  }
}

/** A random permutation of 0 … count − 1. */
export function permutation(count: number, stream: RandomStream): Int32Array {
  // A loop: Int32Array.from takes ten times as long, and every epoch of a run begins here.
  const items = new Int32Array(count);
  for (let i = 0; i < count; i++) items[i] = i;
  shuffleInPlace(items, stream);
  return items;
}
