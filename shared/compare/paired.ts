/** Whether two configurations differ by more than their seeds do: tests on pairs of equal seeds; runs anywhere. */
import { studentPoint, studentTwoSided } from './distributions';

/** The signed-rank test of Wilcoxon (1945). */
export interface SignedRank {
  /** Pairs that are not equal. */
  readonly n: number;
  /** Sum of the ranks of positive differences. */
  readonly positive: number;
  readonly p: number;
  /** Whether p is from the distribution itself, not from the normal one. */
  readonly isExact: boolean;
  /** The smallest p that so many pairs can give. */
  readonly leastP: number;
}

/** What n pairs say about the difference of two means. */
export interface PairedResult {
  readonly n: number;
  /** Mean of second − first. */
  readonly difference: number;
  /** Sample deviation of the differences; null of one pair. */
  readonly sd: number | null;
  /** 95 % interval of the mean difference; null without a deviation. */
  readonly interval: readonly [number, number] | null;
  /** Of the paired t test (Student, 1908), two-sided; null where there is no deviation to measure by. */
  readonly tP: number | null;
  readonly t: number | null;
  readonly signedRank: SignedRank;
  /** Cohen's d of the differences; null without a deviation. */
  readonly effect: number | null;
}

/** What may be said at the 5 % level. */
export type PairedVerdict = 'too-few' | 'same' | 'undecided' | 'lower' | 'higher';

/** The tests on pairs [first, second]; null of none. */
export function comparePairs(pairs: readonly (readonly [number, number])[]): PairedResult | null {
  const differences = pairs.map(([first, second]) => second - first);
  const n = differences.length;
  if (n === 0) return null;
  const difference = differences.reduce((a, b) => a + b, 0) / n;
  const squares = differences.reduce((sum, value) => sum + (value - difference) ** 2, 0);
  const sd = n > 1 ? Math.sqrt(squares / (n - 1)) : null;
  // Differences that are alike to rounding have no deviation: dividing by it would be dividing by noise of the arithmetic.
  const scale = Math.max(...pairs.flat().map(Math.abs));
  const measurable = sd !== null && sd > 1e-12 * scale;
  const error = measurable ? sd / Math.sqrt(n) : 0;
  const t = measurable ? difference / error : null;
  const reach = measurable ? studentPoint(0.05, n - 1) * error : 0;
  return {
    n,
    difference,
    sd: measurable ? sd : sd === null ? null : 0,
    interval: measurable ? [difference - reach, difference + reach] : null,
    t,
    tP: t === null ? null : studentTwoSided(t, n - 1),
    signedRank: signedRank(differences),
    effect: measurable ? difference / sd : null,
  };
}

/** Most pairs for which the signed-rank distribution is counted out. */
const mostExact = 60;

/**
 * Wilcoxon's signed-rank test, two-sided. Differences of 0 are left out, equal sizes share their mean rank. Up to 60 pairs
 * the distribution under equal chances of both signs is counted out (ties included); above, the normal approximation with
 * corrections for ties and continuity.
 */
export function signedRank(differences: readonly number[]): SignedRank {
  const sizes = differences.filter((value) => value !== 0).sort((a, b) => Math.abs(a) - Math.abs(b));
  const n = sizes.length;
  if (n === 0) return { n, positive: 0, p: 1, isExact: true, leastP: 1 };
  // Twice the mean ranks are whole numbers.
  const doubled = new Array<number>(n);
  let ties = 0;
  for (let i = 0; i < n;) {
    let end = i + 1;
    while (end < n && Math.abs(sizes[end] as number) === Math.abs(sizes[i] as number)) end++;
    for (let k = i; k < end; k++) doubled[k] = i + 1 + end;
    ties += (end - i) ** 3 - (end - i);
    i = end;
  }
  const positive = sizes.reduce((sum, value, i) => sum + (value > 0 ? (doubled[i] as number) : 0), 0);
  const leastP = Math.min(1, 2 ** (1 - n));
  if (n <= mostExact)
    return { n, positive: positive / 2, p: exactP(doubled, positive), isExact: true, leastP };
  const mean = (n * (n + 1)) / 4;
  const variance = (n * (n + 1) * (2 * n + 1)) / 24 - ties / 48;
  const z = Math.max(0, Math.abs(positive / 2 - mean) - 0.5) / Math.sqrt(variance);
  // The normal distribution is Student's with endless degrees of freedom.
  return { n, positive: positive / 2, p: studentTwoSided(z, 1e9), isExact: false, leastP };
}

/** Twice the smaller tail of the sum of randomly signed ranks. */
function exactP(doubled: readonly number[], positive: number): number {
  const total = doubled.reduce((a, b) => a + b, 0);
  let chances = new Float64Array(total + 1);
  chances[0] = 1;
  for (const rank of doubled) {
    const next = new Float64Array(total + 1);
    for (let sum = 0; sum <= total; sum++) {
      const chance = chances[sum] as number;
      if (chance === 0) continue;
      next[sum] = (next[sum] as number) + chance / 2;
      next[sum + rank] = (next[sum + rank] as number) + chance / 2;
    }
    chances = next;
  }
  const tail = Math.min(positive, total - positive);
  let below = 0;
  for (let sum = 0; sum <= tail; sum++) below += chances[sum] as number;
  return Math.min(1, 2 * below);
}

/** Where the differences are all alike and not 0, only their signs can be counted: 2 · 2⁻ⁿ (Fisher's sign flips). */
export function decidingP({ tP, signedRank: ranks }: PairedResult): number {
  return tP ?? ranks.leastP;
}

/**
 * p values made fit for several comparisons at once, in the order given (Holm, 1979): below 0.05 at most in 5 of 100 such
 * tables where nothing differs.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((_, i) => i).sort((a, b) => (ps[a] as number) - (ps[b] as number));
  const adjusted = ps.slice();
  let least = 0;
  order.forEach((index, rank) => {
    least = Math.max(least, Math.min(1, (ps[index] as number) * (ps.length - rank)));
    adjusted[index] = least;
  });
  return adjusted;
}

/** What the pairs allow to say; `adjustedP` is `decidingP` after `holm`. */
export function verdictOf(result: PairedResult, adjustedP: number): PairedVerdict {
  if (result.n < 2) return 'too-few';
  if (result.sd === 0 && result.difference === 0) return 'same';
  if (adjustedP >= 0.05) return 'undecided';
  return result.difference < 0 ? 'lower' : 'higher';
}
