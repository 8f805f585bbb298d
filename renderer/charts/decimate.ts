/** Chooses the points that a chart of a given width can show: first, min, max and last of each pixel column; pure, renderer. */
import type { Positions } from './positions';
import type { Extremes, Pyramid } from './pyramid';

/** The stretch of the x axis that is shown, and on how many pixel columns. */
export interface ColumnView {
  readonly min: number;
  readonly max: number;
  readonly columns: number;
  readonly log: boolean;
}

/** The chosen points. */
export interface Decimated {
  /** Ascending; those just outside the view on either side are among them so that the line reaches the edges. A view into a buffer that the next call with it overwrites. */
  readonly indices: Int32Array;
  /** Points in the view, drawn and in all. */
  readonly shown: number;
  readonly total: number;
}

/** A buffer large enough for `columns`. */
export function decimationBuffer(columns: number): Int32Array {
  return new Int32Array(4 * columns + 4);
}

/** The points in the view, as [from, to). */
export function visibleRange(length: number, positions: Positions, view: ColumnView): [number, number] {
  const from = Math.min(
    length,
    positions.firstFrom(view.log ? Math.max(view.min, Number.MIN_VALUE) : view.min),
  );
  let to = Math.min(length, positions.firstFrom(view.max));
  while (to < length && positions.at(to) <= view.max) to++;
  return [from, Math.max(from, to)];
}

/**
 * First, smallest, largest and last point of each column, so that the line drawn through them covers the same pixels as one
 * through all points. Takes O(columns · log n), whatever the length.
 */
export function decimate(
  pyramid: Pyramid,
  positions: Positions,
  view: ColumnView,
  buffer: Int32Array = decimationBuffer(view.columns),
): Decimated {
  const length = pyramid.length;
  const [from, to] = visibleRange(length, positions, view);
  const total = to - from;
  let count = 0;
  if (from > 0 && (!view.log || positions.at(from - 1) > 0)) buffer[count++] = from - 1;
  const before = count;
  if (total <= 4 * view.columns) {
    for (let i = from; i < to; i++) buffer[count++] = i;
  } else {
    count = takeColumns(pyramid, positions, view, buffer, count, from, to);
  }
  const shown = count - before;
  if (to < length) buffer[count++] = to;
  return { indices: buffer.subarray(0, count), shown, total };
}

function takeColumns(
  pyramid: Pyramid,
  positions: Positions,
  view: ColumnView,
  buffer: Int32Array,
  start: number,
  from: number,
  to: number,
): number {
  const { min, max, columns, log } = view;
  const edge = log
    ? (c: number) => min * Math.exp((Math.log(max / min) * c) / columns)
    : (c: number) => min + ((max - min) * c) / columns;
  const found: Extremes = { min: -1, max: -1 };
  let count = start;
  let first = from;
  for (let column = 1; column <= columns && first < to; column++) {
    const next = column === columns ? to : Math.min(to, Math.max(first, positions.firstFrom(edge(column))));
    if (next === first) continue;
    pyramid.extremes(first, next, found);
    const last = next - 1;
    const earlier = Math.min(found.min, found.max);
    const later = Math.max(found.min, found.max);
    buffer[count++] = first;
    if (earlier > first && earlier < last) buffer[count++] = earlier;
    if (later > first && later < last && later !== earlier) buffer[count++] = later;
    if (last > first) buffer[count++] = last;
    first = next;
  }
  return count;
}
