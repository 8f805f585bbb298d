/** Exponential smoothing of a growing series, computed once for each value and kept; pure, renderer. */
import { Pyramid } from './pyramid';

/**
 * An exponential moving average with its start corrected (divided by 1 − wⁿ), as TensorBoard shows it. It runs over the raw
 * values and is decimated afterwards, so it does not depend on zoom. Values that are not finite pass through and do not count.
 */
export class Smoothed {
  readonly pyramid = new Pyramid();
  private out: Float32Array = new Float32Array(0);
  private done = 0;
  private weight = NaN;
  private average = 0;
  /** wⁿ after n finite values. */
  private power = 1;

  get values(): Float32Array {
    return this.out;
  }

  /** Takes in what was added since the last call; starts anew with another weight or if the series got shorter. */
  update(values: Float32Array, length: number, weight: number): void {
    if (weight !== this.weight || length < this.done) this.clear();
    this.weight = weight;
    if (this.out.length < length) {
      const next = new Float32Array(Math.max(values.length, length));
      next.set(this.out.subarray(0, this.done));
      this.out = next;
    }
    let { average, power } = this;
    const { out } = this;
    for (let i = this.done; i < length; i++) {
      const value = values[i] as number;
      if (value - value !== 0) {
        out[i] = value;
        continue;
      }
      average = average * weight + (1 - weight) * value;
      power *= weight;
      out[i] = average / (1 - power);
    }
    this.average = average;
    this.power = power;
    this.done = length;
    this.pyramid.update(out, length);
  }

  /** Forgets everything, for a series whose values changed. */
  clear(): void {
    this.done = 0;
    this.average = 0;
    this.power = 1;
    this.pyramid.clear();
  }
}

/** Largest weight offered: about 10,000 values have a say. */
export const maxWeight = 0.9999;

/** The weight at a slider's place from 0 to 1: even steps of the number of values that have a say, 1 … 10,000. */
export function weightAt(place: number): number {
  if (place <= 0) return 0;
  return Math.min(maxWeight, Number((1 - 10 ** (-4 * place)).toPrecision(5)));
}

/** The slider's place of a weight. */
export function placeOf(weight: number): number {
  if (weight <= 0) return 0;
  return Math.min(1, -Math.log10(1 - weight) / 4);
}
