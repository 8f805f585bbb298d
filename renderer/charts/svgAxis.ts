/** Axes of charts that are drawn as SVG: spans that fit some values, ticks with their places; pure, renderer. */
import { pixelOf, type PixelAxis } from './pixelAxis';
import { linearTicks, logTicks, tickLabels, type Span } from './ticks';

export interface Tick {
  readonly value: number;
  /** Pixel along the axis. */
  readonly at: number;
  readonly label: string;
}

/** Ticks of an axis, about `pixelsEach` apart. Values are in the data's unit, labels in multiples of `unit`. */
export function ticksOf(axis: PixelAxis, pixelsEach: number, unit = 1): readonly Tick[] {
  const most = Math.max(2, Math.floor(Math.abs(axis.end - axis.start) / pixelsEach));
  const span = { min: axis.min / unit, max: axis.max / unit };
  const values = axis.log ? logTicks(span, most) : linearTicks(span, most);
  const labels = tickLabels(values, axis.log);
  const place = pixelOf(axis);
  return values.map((value, i) => ({ value: value * unit, at: place(value * unit), label: labels[i] ?? '' }));
}

/** A span that shows all finite values with a little air; from 0 where `zero` and that costs little of the length. */
export function spanOf(values: readonly number[], { log, zero }: { log: boolean; zero: boolean }): Span {
  const shown = values.filter((value) => Number.isFinite(value) && (!log || value > 0));
  let [min, max] = [Math.min(...shown), Math.max(...shown)];
  if (shown.length === 0) return log ? { min: 0.1, max: 1 } : { min: 0, max: 1 };
  if (log) {
    const air = max > min ? (max / min) ** 0.06 : 1.5;
    return { min: min / air, max: max * air };
  }
  if (zero && min > 0 && min < 0.5 * max) min = 0;
  const air = max > min ? 0.06 * (max - min) : Math.abs(max) * 0.1 || 1;
  if (!(zero && min === 0)) min -= air;
  max += air;
  return { min, max };
}

/** Whether numbers spread so far that a logarithmic axis suits them: all above 0 and over more than 30 times. */
export function suitsLog(values: readonly number[]): boolean {
  const finite = values.filter(Number.isFinite);
  const least = Math.min(...finite);
  return finite.length > 1 && least > 0 && Math.max(...finite) / least > 30;
}
