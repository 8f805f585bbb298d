/** Histograms laid over each other on one axis: outlines as densities, whatever bins each has; pure, renderer. */
import type { Histogram } from '../../shared/runs/inside';
import type { PixelAxis } from './pixelAxis';
import { pixelOf } from './pixelAxis';
import type { Span } from './ticks';

/** The span that shows all of them with a little air. */
export function spreadSpan(all: readonly Histogram[]): Span {
  const shown = all.filter(({ counts }) => counts.length > 0);
  if (shown.length === 0) return { min: -1, max: 1 };
  const min = Math.min(...shown.map((one) => one.min));
  const max = Math.max(...shown.map((one) => one.max));
  const air = max > min ? 0.04 * (max - min) : Math.abs(max) * 0.1 || 1;
  return { min: min - air, max: max + air };
}

/** Numbers of one value have no width: they are drawn as wide as this share of the axis. */
const leastWidth = 1 / 200;

/** Share of the numbers for each unit of the axis, bin by bin. */
export function densities({ min, max, counts }: Histogram, span: Span): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const width = Math.max((max - min) / Math.max(1, counts.length), leastWidth * (span.max - span.min));
  return counts.map((count) => (total === 0 ? 0 : count / total / width));
}

/**
 * The outline as an SVG path. Heights go by the square root, so that what is rare is still seen beside a peak.
 * @param most the density at the full height
 */
export function spreadPath(
  histogram: Histogram,
  {
    axis,
    base,
    height,
    most,
  }: {
    readonly axis: PixelAxis;
    /** Where 0 lies, pixels downwards. */
    readonly base: number;
    readonly height: number;
    readonly most: number;
  },
): string {
  const values = densities(histogram, axis);
  if (values.length === 0) return '';
  const place = pixelOf(axis);
  const half = values.length === 1 ? (leastWidth * (axis.max - axis.min)) / 2 : 0;
  const [from, to] = [histogram.min - half, histogram.max + half];
  const step = (to - from) / values.length;
  const short = (value: number): string => (Math.round(value * 10) / 10).toString();
  const tops = values.map((value, i) => {
    const y = short(base - height * Math.sqrt(most > 0 ? value / most : 0));
    return `V${y}H${short(place(from + (i + 1) * step))}`;
  });
  return `M${short(place(from))} ${short(base)}${tops.join('')}V${short(base)}`;
}
