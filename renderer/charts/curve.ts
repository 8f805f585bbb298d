/** One line of a chart as it is drawn, and the span of the y axis that fits what is in view; pure, renderer. */
import type { RunLook, RunMarker } from '../format/runColors';
import type { Positions } from './positions';
import type { Extremes, Pyramid } from './pyramid';
import type { Span } from './ticks';

/** Shapes of points: told apart without colour. */
export type Marker = RunMarker;

/** How a curve looks, everywhere. */
export type CurveLook = RunLook;

/** One curve over all its points. */
export interface Curve {
  readonly id: string;
  readonly label: string;
  readonly look: CurveLook;
  readonly positions: Positions;
  readonly raw: Pyramid;
  /** Drawn over the faint raw line; null for no smoothing. */
  readonly smoothed: Pyramid | null;
  /** Points are drawn where they are few. */
  readonly marked: boolean;
  /** Background for others: it has no name beside the plot or in the legend. */
  readonly quiet?: boolean;
  /** It is the mean of others: this far from it on either side, in the deviation of the sample. */
  readonly band?: { readonly low: Pyramid; readonly high: Pyramid };
  /** Drawn thin and faint, and not read out: a member of a mean, or one that is not chosen. It can be clicked all the same. */
  readonly faint?: boolean;
}

/** Single points over the curves. */
export interface PointSet {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly marker: Marker;
  readonly xs: ArrayLike<number>;
  readonly ys: ArrayLike<number>;
}

/** What stands at an axis. */
export interface AxisLook {
  /** What is along the axis; a zoom does not outlive a change of it. */
  readonly id: string;
  readonly title: string;
  readonly log: boolean;
  /** Ticks stand at multiples of this (60 where seconds are shown as minutes). */
  readonly divisor: number;
  /** Only whole numbers mean something along it: runs, not steps of a half. */
  readonly whole?: boolean;
}

/** The stretch of a curve inside an x span, as [from, to). */
export function inView(curve: Curve, x: Span): [number, number] {
  const { positions, raw } = curve;
  const from = Math.min(raw.length, positions.firstFrom(x.min));
  let to = Math.min(raw.length, positions.firstFrom(x.max));
  while (to < raw.length && positions.at(to) <= x.max) to++;
  return [from, Math.max(from, to)];
}

/** Values looked at to find outliers. */
const samples = 2000;

/** The 1st and 99th percentile of some values evenly taken out of the stretch. */
function middle(pyramid: Pyramid, from: number, to: number): Span | null {
  const step = Math.max(1, (to - from) / samples);
  const taken: number[] = [];
  for (let i = from; i < to; i += step) {
    const value = pyramid.valueAt(Math.floor(i));
    if (Number.isFinite(value)) taken.push(value);
  }
  if (taken.length < 8) return null;
  taken.sort((a, b) => a - b);
  const at = (share: number): number => taken[Math.round(share * (taken.length - 1))] as number;
  return { min: at(0.01), max: at(0.99) };
}

/** The smallest value above 0 among those evenly taken out of the stretch. */
function smallestPositive(pyramid: Pyramid, from: number, to: number): number {
  const step = Math.max(1, (to - from) / samples);
  let smallest = Infinity;
  for (let i = from; i < to; i += step) {
    const value = pyramid.valueAt(Math.floor(i));
    if (value > 0 && value < smallest) smallest = value;
  }
  return smallest;
}

/** The y span that shows everything in the x span, with a little air; `ignoreOutliers` leaves out the outermost 1 % at either end. */
export function fitY(
  curves: readonly Curve[],
  points: readonly PointSet[],
  x: Span,
  options: { log: boolean; ignoreOutliers: boolean; zero: boolean },
): Span {
  let [min, max] = [Infinity, -Infinity];
  const take = (low: number, high: number): void => {
    if (low < min) min = low;
    if (high > max) max = high;
  };
  const found: Extremes = { min: -1, max: -1 };
  for (const curve of curves) {
    const [from, to] = inView(curve, x);
    const within = options.ignoreOutliers ? middle(curve.raw, from, to) : null;
    if (within) {
      take(within.min, within.max);
      continue;
    }
    for (const line of curve.band ? [curve.raw, curve.band.low, curve.band.high] : [curve.raw]) {
      line.extremes(from, to, found);
      if (found.min < 0) continue;
      let low = line.valueAt(found.min);
      if (options.log && low <= 0) low = smallestPositive(line, from, to);
      take(low, line.valueAt(found.max));
    }
  }
  if (!options.ignoreOutliers || max < min) {
    for (const { xs, ys } of points) {
      for (let i = 0; i < ys.length; i++) {
        const [px, py] = [xs[i] as number, ys[i] as number];
        if (px >= x.min && px <= x.max && Number.isFinite(py) && (!options.log || py > 0)) take(py, py);
      }
    }
  }
  return withAir(min, max, options);
}

function withAir(min: number, max: number, options: { log: boolean; zero: boolean }): Span {
  if (options.log) {
    if (!(max > 0)) return { min: 0.1, max: 1 };
    if (!(min > 0) || !Number.isFinite(min)) min = max / 1e6;
    const air = Math.max(0.04 * Math.log(max / min), 0.02);
    return { min: min * Math.exp(-air), max: max * Math.exp(air) };
  }
  if (max < min) return { min: 0, max: 1 };
  // Losses and errors start at 0 where that costs little of the height.
  if (options.zero && min >= 0 && min < 0.4 * max) min = 0;
  const air = max > min ? 0.04 * (max - min) : Math.abs(max) * 0.1 || 1;
  return { min: min === 0 && options.zero ? 0 : min - air, max: max + air };
}
