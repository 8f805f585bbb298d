/** Means, spreads over seeds, and the verdict on a published value; runs anywhere. */

/** Mean and spread of a quantity over runs that differ in their seed only. */
export interface Sample {
  readonly values: readonly number[];
  readonly mean: number;
}

/** A standard deviation and the degrees of freedom behind it. */
export interface Spread {
  readonly deviation: number;
  readonly degrees: number;
}

export type Verdict =
  | 'within-noise'
  | 'better'
  | 'worse'
  /** What the source states is not what is measured. */
  | 'contradicted'
  /** There is a difference, but no two runs that differ in their seed to measure it by. */
  | 'spread-unknown'
  /** Trained for a fraction of the epochs only. */
  | 'not-comparable'
  /** No run has a value. */
  | 'no-result';

export function sampleOf(values: readonly number[]): Sample | null {
  if (values.length === 0) return null;
  return { values, mean: values.reduce((a, b) => a + b, 0) / values.length };
}

/** The standard deviation within groups, from all of them together; null where no group has two values. */
export function pooledSpread(groups: readonly (readonly number[])[]): Spread | null {
  let squares = 0;
  let degrees = 0;
  for (const group of groups) {
    const sample = sampleOf(group);
    if (!sample) continue;
    squares += group.reduce((sum, value) => sum + (value - sample.mean) ** 2, 0);
    degrees += group.length - 1;
  }
  return degrees > 0 ? { deviation: Math.sqrt(squares / degrees), degrees } : null;
}

/** Two-sided 95 % points of Student's t for 1 … 10 degrees of freedom. */
const studentTable = [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228] as const;
const normalPoint = 1.959964;

/** The two-sided 95 % point of Student's t: table, then the Cornish–Fisher expansion (error below 0.001). */
export function student95(degrees: number): number {
  const known = studentTable[degrees - 1];
  if (known !== undefined) return known;
  const z = normalPoint;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}

/** How far a single further run may lie from the mean of `count` runs, in 95 of 100 cases. */
export function noiseBand(spread: Spread, count: number): number {
  return student95(spread.degrees) * spread.deviation * Math.sqrt(1 + 1 / count);
}

/**
 * Whether a published value could be one more run of the same: smaller is better.
 * @param rounding half a unit of its last digit
 */
export function verdictOn(
  published: number,
  rounding: number,
  own: Sample | null,
  spread: Spread | null,
  isFullLength: boolean,
): { readonly verdict: Verdict; readonly band: number | null } {
  if (!own) return { verdict: 'no-result', band: null };
  if (!isFullLength) return { verdict: 'not-comparable', band: null };
  // What agrees to the last published digit needs no spread to be seen as the same.
  const difference = own.mean - published;
  const tolerance = rounding + 1e-9;
  if (!spread)
    return { verdict: Math.abs(difference) <= tolerance ? 'within-noise' : 'spread-unknown', band: null };
  const band = noiseBand(spread, own.values.length);
  if (Math.abs(difference) <= band + tolerance) return { verdict: 'within-noise', band };
  return { verdict: difference < 0 ? 'better' : 'worse', band };
}
