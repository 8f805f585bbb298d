/** A linear or logarithmic axis on pixels; pure, renderer. */
import type { Span } from './ticks';

/** An axis as it lies on the canvas: pixels are CSS pixels. */
export interface PixelAxis extends Span {
  readonly log: boolean;
  /** Pixel of `min` and of `max`. */
  readonly start: number;
  readonly end: number;
}

/** Value → pixel. Values that a logarithmic axis cannot show lie far below its start. */
export function pixelOf({ min, max, log, start, end }: PixelAxis): (value: number) => number {
  if (!log) {
    const scale = (end - start) / (max - min || 1);
    return (value) => start + (value - min) * scale;
  }
  const logMin = Math.log(min);
  const scale = (end - start) / (Math.log(max) - logMin || 1);
  const below = start - 2 * (end - start);
  return (value) => (value > 0 ? start + (Math.log(value) - logMin) * scale : below);
}

/** Pixel → value. */
export function valueOf({ min, max, log, start, end }: PixelAxis, pixel: number): number {
  const share = (pixel - start) / (end - start || 1);
  return log ? min * Math.exp(Math.log(max / min) * share) : min + (max - min) * share;
}
