/** Parallel coordinates: a line a run across axes of quantities, and which runs lie within the brushes; pure, renderer. */
import type { Quantity } from './quantity';

/** A stretch of an axis, in the quantity's own numbers (indices of levels for words); low ≤ high. */
export interface Brush {
  readonly low: number;
  readonly high: number;
}

/** By the quantity's id. */
export type Brushes = ReadonlyMap<string, Brush>;

/** Indices of the runs that lie within all brushes; a run without a value lies in no brush. */
export function brushed(quantities: readonly Quantity[], brushes: Brushes, count: number): readonly number[] {
  const active = quantities.flatMap(({ id, values }) => {
    const brush = brushes.get(id);
    return brush ? [{ values, brush }] : [];
  });
  return Array.from({ length: count }, (_, i) => i).filter((i) =>
    active.every(({ values, brush }) => {
      const value = values[i];
      return value !== null && value !== undefined && value >= brush.low && value <= brush.high;
    }),
  );
}

/** The numbers a brush can end at: every value there is, ascending, each once. */
export function stopsOf({ values, levels }: Quantity): readonly number[] {
  if (levels) return levels.map((_, index) => index);
  return [...new Set(values.flatMap((value) => value ?? []))].sort((a, b) => a - b);
}

/**
 * A brush with one end moved by so many stops; the ends do not pass each other. Without a brush the whole axis is moved
 * from. null where the brush is the whole axis again.
 */
export function movedBrush(
  stops: readonly number[],
  brush: Brush | undefined,
  end: 'low' | 'high',
  by: number,
): Brush | null {
  const [least, most] = [stops[0] ?? 0, stops.at(-1) ?? 0];
  const { low, high } = brush ?? { low: least, high: most };
  // An end may lie between two stops where it was dragged to.
  const from =
    end === 'low' ? stops.findIndex((stop) => stop >= low) : stops.findLastIndex((stop) => stop <= high);
  const to = stops[Math.max(0, Math.min(stops.length - 1, from + by))] ?? least;
  const next = end === 'low' ? { low: Math.min(to, high), high } : { low, high: Math.max(to, low) };
  return next.low <= least && next.high >= most ? null : next;
}
