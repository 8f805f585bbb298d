/** Several curves as one: their mean and deviation along the x axis; runs anywhere. */

/** A curve: `length` points of non-decreasing x. */
export interface SampledLine {
  readonly length: number;
  x(index: number): number;
  y(index: number): number;
}

/** Mean and spread at each place; `sd` is that of the sample (divided by n − 1), 0 of a single curve. */
export interface MeanBand {
  readonly xs: Float64Array;
  readonly mean: Float32Array;
  readonly sd: Float32Array;
  readonly length: number;
  /** Curves it is of. */
  readonly n: number;
}

/**
 * The mean of some curves, as far as all of them go: beyond the first end it would jump to the mean of those left, which
 * are not a fair sample. Places are the points of the curve with most of them; the others are taken there on straight
 * lines between their points. Not finite where one of them is not. Curves without points do not count.
 */
export function meanBand(lines: readonly SampledLine[]): MeanBand {
  const filled = lines.filter(({ length }) => length > 0);
  const finest = filled.reduce<SampledLine | null>(
    (best, line) => (best === null || line.length > best.length ? line : best),
    null,
  );
  if (!finest)
    return { xs: new Float64Array(), mean: new Float32Array(), sd: new Float32Array(), length: 0, n: 0 };
  const start = Math.max(...filled.map((line) => line.x(0)));
  const end = Math.min(...filled.map((line) => line.x(line.length - 1)));
  const xs = new Float64Array(finest.length);
  let length = 0;
  for (let i = 0; i < finest.length; i++) {
    const x = finest.x(i);
    if (x >= start && x <= end) xs[length++] = x;
  }
  const sums = new Float64Array(length);
  const squares = new Float64Array(length);
  filled.forEach((line, k) => addLine(line, xs, length, k, sums, squares));
  const n = filled.length;
  const mean = Float32Array.from(sums);
  const sd = Float32Array.from(squares, (square) => (n > 1 ? Math.sqrt(Math.max(0, square) / (n - 1)) : 0));
  return { xs: xs.subarray(0, length), mean, sd, length, n };
}

/** Takes one more curve into running means and sums of squares (Welford, 1962). */
function addLine(
  line: SampledLine,
  xs: Float64Array,
  length: number,
  before: number,
  means: Float64Array,
  squares: Float64Array,
): void {
  let at = 0;
  for (let i = 0; i < length; i++) {
    const x = xs[i] as number;
    while (at + 1 < line.length && line.x(at + 1) <= x) at++;
    const y = valueAt(line, at, x);
    const away = y - (means[i] as number);
    means[i] = (means[i] as number) + away / (before + 1);
    squares[i] = (squares[i] as number) + away * (y - (means[i] as number));
  }
}

/** The curve's height at x, which lies at or after its point `at`. */
function valueAt(line: SampledLine, at: number, x: number): number {
  const [x0, y0] = [line.x(at), line.y(at)];
  if (x <= x0 || at + 1 >= line.length) return y0;
  const x1 = line.x(at + 1);
  return y0 + ((line.y(at + 1) - y0) * (x - x0)) / (x1 - x0);
}
