/** Bars of means in groups side by side: where each stands, and its members beside each other; pure, renderer. */
import type { RunLook } from '../format/runColors';

/** One run within a bar. */
export interface BarMember {
  readonly id: string;
  readonly value: number;
}

/** What a bar shows: the mean of some runs, in the data's unit. */
export interface BarCell {
  readonly mean: number;
  /** Deviation of the sample; null of one run. */
  readonly sd: number | null;
  readonly members: readonly BarMember[];
  /** The bar in words: "ReLU, width 64: 2.70 ± 0.12 %, n = 4". */
  readonly text: string;
}

/** Bars in the same look, one for each place along the axis. */
export interface BarSeries {
  readonly id: string;
  readonly label: string;
  readonly look: RunLook;
  /** In the order of the places; null where there is no run. */
  readonly cells: readonly (BarCell | null)[];
}

/** A bar on its pixels. */
export interface PlacedBar {
  readonly key: string;
  readonly place: number;
  readonly series: BarSeries;
  readonly cell: BarCell;
  readonly left: number;
  readonly width: number;
  /** x of each member, spread over the bar so that equal values do not hide each other. */
  readonly dots: readonly number[];
}

const widest = 56;

/** The bars from left to right. */
export function placeBars(
  places: number,
  series: readonly BarSeries[],
  left: number,
  right: number,
): readonly PlacedBar[] {
  const room = (right - left) / Math.max(1, places);
  const width = Math.min(widest, (0.76 * room) / Math.max(1, series.length));
  return Array.from({ length: places }, (_, place) => {
    const middle = left + (place + 0.5) * room;
    return series.flatMap((one, s): PlacedBar[] => {
      const cell = one.cells[place];
      if (!cell) return [];
      const start = middle + (s - series.length / 2) * width;
      const count = cell.members.length;
      const dots = cell.members.map((_member, i) => start + width * (0.2 + (0.6 * (i + 0.5)) / count));
      return [
        { key: `${place} ${one.id}`, place, series: one, cell, left: start + 1, width: width - 2, dots },
      ];
    });
  }).flat();
}
