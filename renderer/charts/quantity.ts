/** A quantity along an axis of an SVG chart: numbers on a scale, or words at even places; pure, renderer. */
import { pixelOf, type PixelAxis } from './pixelAxis';
import { spanOf, ticksOf, type Tick } from './svgAxis';

export interface Quantity {
  readonly id: string;
  readonly label: string;
  /** What stands at the axis, with its unit. */
  readonly axis: string;
  /** So much of a number is 1 on the axis. */
  readonly unit: number;
  /** Of each run; for words the index of the level. null where a run has none. */
  readonly values: readonly (number | null)[];
  /** The words along the axis; null for numbers. */
  readonly levels: readonly string[] | null;
  /** The few numbers there are, where ticks stand at each of them; null for others. */
  readonly steps: readonly number[] | null;
  /** Whether a logarithmic scale suits it. */
  readonly suitsLog: boolean;
  readonly text: (value: number) => string;
}

/** An axis of a quantity on pixels with its ticks. */
export interface QuantityAxis {
  readonly pixels: PixelAxis;
  readonly ticks: readonly Tick[];
  readonly place: (value: number) => number;
}

/** Lays a quantity along `start` … `end` (pixels). */
export function layQuantity(
  { values, levels, steps, unit, text }: Quantity,
  log: boolean,
  start: number,
  end: number,
  pixelsEach: number,
): QuantityAxis {
  if (levels) {
    const pixels = { min: -0.5, max: levels.length - 0.5, log: false, start, end };
    const place = pixelOf(pixels);
    const ticks = levels.map((label, value) => ({ value, at: place(value), label }));
    return { pixels, ticks, place };
  }
  const known = values.flatMap((value) => value ?? []);
  const pixels = { ...spanOf(known, { log, zero: false }), log, start, end };
  const place = pixelOf(pixels);
  const shown = steps
    ?.filter((value) => !log || value > 0)
    .map((value) => ({ value, at: place(value), label: text(value) }));
  // Labels that would touch each other are worse than round numbers.
  const isRoomy = shown?.every(
    (tick, i) => i === 0 || Math.abs(tick.at - (shown[i - 1]?.at ?? 0)) >= 0.45 * pixelsEach,
  );
  return { pixels, ticks: shown && isRoomy ? shown : ticksOf(pixels, pixelsEach, unit), place };
}
