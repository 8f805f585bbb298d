/** What curves say at a place on the x axis: values, the nearest curve, aligned numbers; pure, renderer. */
import type { Curve, Marker } from './curve';

/** One curve's value at the crosshair. */
export interface HoverRow {
  readonly id: string;
  readonly label: string;
  readonly color: string;
  readonly dash: readonly number[];
  readonly marker: Marker;
  readonly index: number;
  readonly x: number;
  readonly value: number;
  /** The smoothed value where the curve is smoothed. */
  readonly smoothed: number | null;
  /** Deviation of the runs it is the mean of. */
  readonly deviation: number | null;
  readonly faint: boolean;
}

/** The index of the point nearest to x; −1 if there is none. */
export function nearestIndex(curve: Curve, x: number): number {
  const { positions, raw } = curve;
  if (raw.length === 0) return -1;
  const after = Math.min(positions.firstFrom(x), raw.length - 1);
  if (after === 0) return 0;
  const before = after - 1;
  return x - positions.at(before) <= positions.at(after) - x ? before : after;
}

/** All curves at x. A curve that has ended before x, or not begun, is left out unless x lies within `slack` of it. */
export function hoverRows(curves: readonly Curve[], x: number, slack: number): HoverRow[] {
  return curves.flatMap((curve) => {
    const index = nearestIndex(curve, x);
    if (index < 0) return [];
    const at = curve.positions.at(index);
    const last = curve.positions.at(curve.raw.length - 1);
    if (x > last + slack || x < curve.positions.at(0) - slack) return [];
    const { color, dash, marker } = curve.look;
    return [
      {
        id: curve.id,
        label: curve.label,
        color,
        dash,
        marker,
        index,
        x: at,
        value: curve.raw.valueAt(index),
        smoothed: curve.smoothed ? curve.smoothed.valueAt(index) : null,
        deviation: curve.band ? (curve.band.high.valueAt(index) - curve.band.low.valueAt(index)) / 2 : null,
        faint: curve.faint === true,
      },
    ];
  });
}

/** Decimals with which these numbers, set below each other, keep four significant digits of the typical one. */
export function commonDecimals(values: readonly number[]): number {
  const sizes = values
    .filter(Number.isFinite)
    .map(Math.abs)
    .filter((size) => size > 0);
  if (sizes.length === 0) return 4;
  sizes.sort((a, b) => a - b);
  const typical = sizes[Math.floor(sizes.length / 2)] as number;
  return Math.max(0, Math.min(8, 3 - Math.floor(Math.log10(typical))));
}

/** A number with so many decimals; very small ones as powers of ten. */
export function alignedNumber(value: number, decimals: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (value !== 0 && Math.abs(value) < 0.5 * 10 ** -decimals)
    return value.toExponential(2).replaceAll('-', '−');
  return value.toFixed(decimals).replace('-', '−');
}

/** The shortest text that reads back to the same 32-bit number. */
export function shortestFloat(value: number): string {
  for (let digits = 6; digits < 9; digits++) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === value) return String(Number(text));
  }
  return String(Number(value.toPrecision(9)));
}
