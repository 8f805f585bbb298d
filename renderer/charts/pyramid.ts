/** Smallest and largest value of any stretch of a growing series in O(log n), without losing a spike; pure, renderer. */

/** Values a block; each level above takes as many blocks of the one below. */
const SHIFT = 4;
const FAN = 1 << SHIFT;

/** Where the extremes of a stretch are; −1 where it has no finite value. */
export interface Extremes {
  min: number;
  max: number;
}

/** The extremes of full blocks, as indices into the series. */
interface Level {
  min: Int32Array;
  max: Int32Array;
  blocks: number;
}

function grown(old: Int32Array, length: number): Int32Array {
  const next = new Int32Array(Math.max(64, 2 * old.length, length));
  next.set(old);
  return next;
}

/** A min/max pyramid over a series that only grows at its end. Values that are not finite are passed over. */
export class Pyramid {
  private values: Float32Array = new Float32Array(0);
  private filled = 0;
  private readonly levels: Level[] = [];

  get length(): number {
    return this.filled;
  }

  valueAt(index: number): number {
    return this.values[index] ?? NaN;
  }

  /** Takes in what was added since the last call (the array may be another one by now); starts anew if the series got shorter. */
  update(values: Float32Array, length: number): void {
    this.values = values;
    if (length < this.filled) this.clear();
    this.filled = length;
    let units = length;
    for (let depth = 0; units >= FAN; depth++) {
      this.fillLevel(depth, units >>> SHIFT);
      units >>>= SHIFT;
    }
  }

  /** Forgets everything, for a series whose values changed. */
  clear(): void {
    this.filled = 0;
    this.levels.length = 0;
  }

  private fillLevel(depth: number, blocks: number): void {
    const level = (this.levels[depth] ??= { min: new Int32Array(0), max: new Int32Array(0), blocks: 0 });
    if (level.min.length < blocks) {
      level.min = grown(level.min, blocks);
      level.max = grown(level.max, blocks);
    }
    const below = this.levels[depth - 1];
    const found: Extremes = { min: -1, max: -1 };
    for (let block = level.blocks; block < blocks; block++) {
      found.min = found.max = -1;
      for (let child = block * FAN; child < (block + 1) * FAN; child++) {
        if (below) this.take(found, below.min[child] as number, below.max[child] as number);
        else this.take(found, child, child);
      }
      level.min[block] = found.min;
      level.max[block] = found.max;
    }
    level.blocks = blocks;
  }

  /** Widens what was found by two candidates. */
  private take(found: Extremes, low: number, high: number): void {
    if (low < 0) return;
    const { values } = this;
    const lowest = values[low] as number;
    const highest = values[high] as number;
    // NaN − NaN and ∞ − ∞ are NaN: one test for all that is not finite.
    if (lowest - lowest !== 0 || highest - highest !== 0) return;
    if (found.min < 0 || lowest < (values[found.min] as number)) found.min = low;
    if (found.max < 0 || highest > (values[found.max] as number)) found.max = high;
  }

  /** Indices of the smallest and largest finite value in [from, to). */
  extremes(from: number, to: number, found: Extremes = { min: -1, max: -1 }): Extremes {
    found.min = found.max = -1;
    const end = Math.min(to, this.filled);
    for (let i = Math.max(0, from); i < end;) {
      let depth = 0;
      let shift = 0;
      for (;;) {
        const level = this.levels[depth];
        const next = shift + SHIFT;
        const block = i >>> next;
        if (!level || block << next !== i || i + (1 << next) > end || block >= level.blocks) break;
        depth++;
        shift = next;
      }
      const level = this.levels[depth - 1];
      if (level) this.take(found, level.min[i >>> shift] as number, level.max[i >>> shift] as number);
      else this.take(found, i, i);
      i += 1 << shift;
    }
    return found;
  }
}

/** The pyramid of values that are all there. */
export function pyramidOf(values: Float32Array): Pyramid {
  const pyramid = new Pyramid();
  pyramid.update(values, values.length);
  return pyramid;
}
