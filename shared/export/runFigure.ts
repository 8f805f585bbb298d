/** The figures of a selection's report: all runs over each other, each in its own colour and dash; runs anywhere. */
import { runLook } from '../runs/look';
import { linePath, place, plotOf, xAxis, yAxis, type Figure, type Shape } from '../study/figures/figure';
import { formatCount, inWords } from '../study/words';

/** One run's line: places in order of x. */
export interface RunLine {
  readonly number: number;
  readonly name: string;
  readonly xs: readonly number[];
  readonly ys: readonly number[];
}

const size = { width: 780, height: 320 } as const;
const margins = { left: 48, right: 14, top: 22, bottom: 36 } as const;

/** How many looks there are: they repeat after that. */
export const lookCount = 24;
export const lookOf = (number: number): string => `run${(Math.max(1, number) - 1) % lookCount}`;

/** The style sheet's part for lines of runs. */
export const runStyle = Array.from({ length: lookCount }, (_, i) => {
  const { color, dash } = runLook(i + 1);
  return `.run${i} { stroke: ${color}; fill: none; stroke-width: 1.4; stroke-linejoin: round;${
    dash.length > 0 ? ` stroke-dasharray: ${dash.join(' ')};` : ''
  } }`;
}).join('\n');

/** All lines in one plot; null where none has a point. */
export function runFigure(
  lines: readonly RunLine[],
  { title, xLabel, unit }: { readonly title: string; readonly xLabel: string; readonly unit: '%' | '' },
): Figure | null {
  const drawn = lines.filter(({ xs }) => xs.length > 0);
  if (drawn.length === 0) return null;
  const most = (values: (line: RunLine) => readonly number[]): number =>
    drawn.reduce((top, line) => values(line).reduce((a, b) => Math.max(a, b), top), -Infinity);
  const least = drawn.reduce((bottom, { ys }) => ys.reduce((a, b) => Math.min(a, b), bottom), Infinity);
  const highest = most(({ ys }) => ys);
  const lowest = least > 0 && least < 0.5 * highest ? 0 : least;
  const pad = Math.max(1e-9, (highest - lowest) * 0.04);
  const y = { min: lowest === 0 ? 0 : lowest - pad, max: highest + pad };
  const x = {
    min: 0,
    max: Math.max(
      most(({ xs }) => xs),
      1e-9,
    ),
  };
  const plot = plotOf({ ...size, x, y, margins });
  const label = unit === '' ? title.toLowerCase() : `${title.toLowerCase()}, ${unit}`;
  const shapes: Shape[] = [
    ...yAxis(plot, y, label),
    ...xAxis(plot, x, xLabel, 10),
    ...drawn.map(({ number, xs, ys }): Shape => ({
      kind: 'path',
      look: `line ${lookOf(number)}`,
      d:
        xs.length === 1
          ? `M${place(plot.x(xs[0] as number) - 2)} ${place(plot.y(ys[0] as number))}h4`
          : linePath(xs.map((at, i) => [plot.x(at), plot.y(ys[i] as number)] as const)),
    })),
  ];
  const ends = drawn
    .slice(0, 8)
    .map(({ number, name, ys }) => `run ${number} ${name}: ${inWords(ys.at(-1) ?? null, unit)}`);
  const more = drawn.length > ends.length ? `; and ${formatCount(drawn.length - ends.length)} more` : '';
  return {
    ...size,
    description: `${title} of ${formatCount(drawn.length)} runs, at last ${ends.join('; ')}${more}.`,
    shapes,
  };
}
